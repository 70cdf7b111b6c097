"""The documentation fails the build when it lies."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
import tomllib
import typing
from pathlib import Path

import pytest

from app.config import Config, MailingList, Tree, load

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SECTIONS = {name: kind for name, kind in typing.get_type_hints(Config).items() if dataclasses.is_dataclass(kind)}


def uncommented() -> str:
    """config.toml with every option that it shows set."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    return re.sub(r"^# (\[\[\w+\]\]|\w+ = .+)$", r"\1", text, flags=re.MULTILINE)


def test_the_configuration_as_it_comes_sets_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes((ROOT / "config.toml").read_bytes())
    assert load(path, {}) == Config(path.resolve())


def test_every_option_is_shown_with_its_default() -> None:
    shown = tomllib.loads(uncommented())
    assert list(shown) == [*SECTIONS, "lists", "trees"]
    for section, kind in SECTIONS.items():
        defaults = dataclasses.asdict(kind())
        assert shown[section] == defaults
        assert [type(value) for value in shown[section].values()] == [type(value) for value in defaults.values()]


def test_every_option_of_a_list_and_a_tree_is_shown_and_all_together_are_valid(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(uncommented(), encoding="utf-8")
    config = load(path, {})
    assert dataclasses.replace(config, lists=(), trees=()) == Config(path.resolve())
    (entry, tree) = (*config.lists, *config.trees)
    assert all(getattr(entry, field.name) for field in dataclasses.fields(MailingList))
    assert all(getattr(tree, field.name) for field in dataclasses.fields(Tree))


def test_every_option_has_a_sentence_above_it() -> None:
    settings, _, _ = (ROOT / "config.toml").read_text(encoding="utf-8").partition("# [[lists]]")
    options = re.findall(r"^(.*)\n# (\w+) = ", settings, flags=re.MULTILINE)
    assert len(options) == sum(_options(dataclasses.asdict(kind())) for kind in SECTIONS.values())
    assert not [name for above, name in options if not re.match(r"# \w.*\w", above)]


def _options(section: dict[str, object]) -> int:
    return sum(_options(value) if isinstance(value, dict) else 1 for value in section.values())


def test_the_page_of_commands_is_fresh() -> None:
    # In a process of its own: Click keeps the help option of the first call, and other tests call commands as well.
    script, path = ROOT / "docs" / "commands.py", {"PYTHONPATH": str(ROOT)}
    page = subprocess.run([sys.executable, script], env=os.environ | path, capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == page.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_resolve(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in anchors(file), f"{target} is no heading of {file.name}"


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get where Markdown is shown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
