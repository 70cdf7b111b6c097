"""A public-inbox that is served over http(s), as git mirrors on this machine.

`BASE/manifest.js.gz` lists the epochs, each with the SHA-1 of what `git show-ref` prints there, so an epoch that has
not changed costs no request. A mirror is made under another name and renamed when it is whole; a fetch moves all
branches or none. What the archive rewrites arrives as a rewritten branch.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import requests

from . import git
from .errors import Absent, SourceError, Unreachable
from .http import session

_MANIFEST_BYTES = 4 * 1024 * 1024
_EPOCH = re.compile(r"(.*)/git/([0-9]{1,4})\.git")
_PROTOCOLS = "http:https"


def mirror(url: str, mirrors: Path, timeout: float) -> dict[int, Path]:
    """Bring the mirror of the public-inbox at `url` under `mirrors` up to date: its epochs and their git directories.

    An epoch that the archive no longer lists stays: public-inbox rewrites epochs but never takes one away, so that
    is a mishap of the server. Raises Absent where nothing is served at `url`, Unreachable where the archive does not
    answer, SourceError where it is no public-inbox v2 archive or another process is updating the mirror.
    """
    listed = _manifest(url, timeout)
    directory = mirrors / quote(url, safe="")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _lock(directory):
            for epoch, fingerprint in sorted(listed.items()):
                _update(directory / f"{epoch}.git", f"{url}/git/{epoch}.git", fingerprint, timeout)
    except OSError as error:
        raise SourceError(f"{directory}: the mirror cannot be written: {error}") from None
    return git.epochs(directory)


def _manifest(url: str, timeout: float) -> dict[int, str]:
    """The epochs that the archive lists, each with its fingerprint, empty where the manifest states none."""
    where = f"{url}/manifest.js.gz"
    try:
        with session(timeout, _MANIFEST_BYTES) as requesting:
            response = requesting.get(where)
    except requests.RequestException as error:
        raise Unreachable(f"{where}: {error}") from None
    if response.status_code != 200:
        raise Absent(f"{where}: not found; expected the URL of one public-inbox, as in https://lore.kernel.org/git")
    try:
        manifest = json.loads(gzip.decompress(response.content))
        found = {key: match for key in manifest if (match := _EPOCH.fullmatch(key))}
        epochs = {int(match[2]): str(manifest[key].get("fingerprint") or "") for key, match in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        raise SourceError(f"{where}: not a manifest of git repositories; is {url} a public-inbox?") from None
    inboxes = {match[1] for match in found.values()}
    if len(inboxes) > 1:
        raise SourceError(f"{url}: serves {len(inboxes)} inboxes; name one, as in {url}{min(inboxes)}")
    if not epochs:
        raise SourceError(f"{url}: lists no epochs; expected a public-inbox in the v2 format")
    return epochs


@contextlib.contextmanager
def _lock(directory: Path) -> Iterator[None]:
    with (directory / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SourceError(f"{directory}: another process is updating this mirror; try again later") from None
        yield


def _update(git_dir: Path, url: str, fingerprint: str, timeout: float) -> None:
    if git_dir.is_dir():
        if _fingerprint(git_dir) != fingerprint:
            _fetch(git_dir, url, timeout)
        return
    # An epoch that was never whole is begun anew: what an interrupted fetch leaves behind is of no use to git.
    partial = git_dir.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    git.ask(partial, "init", "--quiet", "--bare", "--template=", "--initial-branch=master")
    _fetch(partial, url, timeout)
    os.rename(partial, git_dir)


def _fetch(git_dir: Path, url: str, timeout: float) -> None:
    status, _, complaint = git.run(
        git_dir,
        *("-c", "http.lowSpeedLimit=1000", "-c", f"http.lowSpeedTime={max(1, round(timeout))}"),
        *("-c", "gc.autoDetach=false", "-c", "maintenance.autoDetach=false"),
        *("fetch", "--quiet", "--atomic", "--prune", "--no-tags", "--no-write-fetch-head"),
        *("--", url, "+refs/*:refs/*"),
        protocols=_PROTOCOLS,
    )
    if status:
        raise Unreachable(f"{url}: cannot be fetched: {complaint}")


def _fingerprint(git_dir: Path) -> str:
    _, output, _ = git.run(git_dir, "show-ref")
    return hashlib.sha1(output, usedforsecurity=False).hexdigest()
