"""The shape of the code: who imports whom, what a process loads, how long a file is, and what no file may say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = ROOT / "ingest" / "classify" / "model" / "docket_encoder" / "wordpieces.txt"
LONGEST = 400
# Alembic writes out every table; a migration is one change, however many lines it takes, and is not edited later.
MAY_BE_LONGER = {
    "migrations/versions/0001_messages_series_tags_and_remarks.py",
    "migrations/versions/0004_standing_and_what_it_rests_on.py",
}


@pytest.fixture(scope="module")
def files(need: Callable[[str], str]) -> list[Path]:
    """Every file of the project that is there: what git tracks, or would if it were added."""
    listing = [need("git"), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_every_import_contract_holds() -> None:
    lint = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout + lint.stderr


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("app.web", {"b4", "liblore", "ezpi", "spacy", "ingest"}),
        ("app.models", {"app.config", "app.db", "app.web", "flask", "alembic"}),
        ("ingest.pipeline", {"flask", "jinja2", "app.web", "spacy", "onnxruntime", "numpy"}),
        ("ingest.worker", {"flask", "sqlalchemy", "spacy", "onnxruntime", "numpy"}),
        ("ingest.classify.objections", {"b4", "sqlalchemy", "sklearn", "scipy", "torch", "app.models"}),
        ("ingest.training.judging", {"sqlalchemy", "torch"}),
        ("ingest.parse", {"sqlalchemy", "alembic", "flask", "app.models", "app.db"}),
        ("ingest.source", {"sqlalchemy", "alembic", "flask", "app.models", "app.db"}),
        ("ingest.group", {"sqlalchemy", "alembic", "flask", "app.models", "app.db"}),
    ],
)
def test_a_process_loads_only_its_side(module: str, strangers: set[str]) -> None:
    look = f"import sys, {module}; print(*sys.modules)"
    process = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    assert strangers.isdisjoint(process.stdout.split())


def test_every_file_can_be_read_in_one_go(files: list[Path]) -> None:
    code = [path for path in files if path.suffix in {".py", ".html", ".css", ".js"}]
    assert code
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in code}
    assert {name for name, length in lengths.items() if length > LONGEST} <= MAY_BE_LONGER


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a path of one machine", rb"(?<![\w.-])/(home|root|work|farm|Users)/[A-Za-z.]"),
        (
            "a package registry's address",
            rb"(?i)\b(pypi|pythonhosted|deb\.debian|registry\.npmjs)\.(org|com)\b|\bindex-url\b",
        ),
        (
            "how it was written",
            rb"(?i)\b(claude|anthropic|chatgpt|openai|copilot|(written|generated) (by|with) an? (ai|llm))\b",
        ),
    ],
    ids=["machine", "registry", "origin"],
)
def test_no_file_names(files: list[Path], what: str, pattern: bytes) -> None:
    # A vocabulary is everybody's words, first names among them.
    others = (path for path in files if path not in {Path(__file__), VOCABULARY})
    found = {str(path.relative_to(ROOT)): hit[0] for path in others if (hit := re.search(pattern, path.read_bytes()))}
    assert not found, f"{what} in a file"
