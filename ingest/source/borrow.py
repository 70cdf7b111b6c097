"""Somebody's git tree, read through an empty repository of our own that borrows its objects.

So nothing of the tree but its objects has a say: no configuration, hook, attribute or replacement. And nothing is ever
written to it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import git
from .errors import SourceError


@contextmanager
def borrowed(path: Path) -> Iterator[Path]:
    """An empty bare repository that sees the objects of the git tree at `path`. It is gone at the end, with all that
    was written to it. Raises SourceError where there is no git tree."""
    if not path.is_dir():
        raise SourceError(f"{path}: there is no such directory")
    status, output, _ = git.run(
        *(git_dir(path), "rev-parse", "--path-format=absolute", "--show-object-format"),
        *("--git-path", "objects", "--git-path", "shallow"),
    )
    if status:
        raise SourceError(f"{path}: not a git repository; expected a working tree or a bare repository")
    kind, objects, shallow = output.decode(errors="surrogateescape").rstrip("\n").split("\n")
    with tempfile.TemporaryDirectory(prefix="docket-tree-") as directory:
        repository = Path(directory) / "borrowed.git"
        git.ask(repository, "init", "--quiet", "--bare", "--template=", f"--object-format={kind}")
        lender = repository / "objects" / "info" / "alternates"
        lender.parent.mkdir(exist_ok=True)
        lender.write_text(f"{objects}\n", errors="surrogateescape")
        # Where the history of a shallow clone ends is kept beside its objects.
        if Path(shallow).is_file():
            (repository / "shallow").write_bytes(Path(shallow).read_bytes())
        yield repository


def git_dir(path: Path) -> Path:
    """Where git keeps what belongs to the working tree or the bare repository at `path`."""
    path = path.absolute()
    return path / ".git" if (path / ".git").exists() else path
