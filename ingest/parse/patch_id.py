"""`git patch-id --stable` for many patches with one fork."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

# A line that patch-id would take for the beginning of another patch.
_STARTS = re.compile(r"^(?=(?:From |commit |diff-tree )?[0-9a-f]{40})", re.IGNORECASE | re.MULTILINE)
SECONDS = 30
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C",
}


def patch_ids(diffs: Sequence[str]) -> list[str | None]:
    """The stable patch-id of each diff (40 hex digits), None where git finds no diff in it.

    Each one is preceded by the line that `git format-patch` begins with, holding its number as a commit id.
    Where git fails on the lot, they are tried one by one, so that one of them spoils no other.
    """
    if not diffs:
        return []
    lot = "".join(f"From {number:040x}\n{_STARTS.sub(' ', diff)}\n" for number, diff in enumerate(diffs))
    try:
        answer = subprocess.run(
            ["git", "patch-id", "--stable"],
            input=lot.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=ENVIRONMENT,
        ).stdout
    except (subprocess.SubprocessError, OSError):
        return [None] if len(diffs) == 1 else [each for diff in diffs for each in patch_ids([diff])]
    found = {int(key, 16): value for value, key in (line.split() for line in answer.decode().splitlines())}
    return [found.get(number) for number in range(len(diffs))]
