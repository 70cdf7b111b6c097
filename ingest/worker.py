"""A process that takes mails apart, so that no mail can stop or swell the process that stores them.

Started by `ingest.workers` as `python -m ingest.worker FD SECONDS`; answers one batch of jobs after another over the
given pipe until it is closed. Each job may cost SECONDS of processor time (not of the clock, so that a busy
machine gives the same rows as an idle one); the process as a whole may have MEMORY bytes.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import resource
import signal
import sys
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from app.rules.finding import LOST, Finding
from ingest import classify
from ingest import compare as comparing
from ingest.facts import Anchor, Compared, Mail, Remark
from ingest.jobs import AnchorJob, ClassifyJob, CompareJob, ParseJob
from ingest.parse import body, message
from ingest.parse.anchor import anchors
from ingest.parse.patch_id import patch_ids
from ingest.workers import READY

MEMORY = 1024 * 1024 * 1024
MAX_WORDS = 200_000
"""Words that a pipeline may have seen before it is loaded anew; they take some 40 MB."""
# Level 1 is four times faster than the default and a fifth larger.
COMPRESSION = 1

HEAD_BYTES = 64 * 1024
_OUTLINE = re.compile(
    rb"^(?:message-id|in-reply-to|references|date|from|x-original-from|reply-to|to|cc|subject|received):"
    rb"[^\n]{0,900}(?:\n[ \t][^\n]{0,900}){0,8}",
    re.IGNORECASE | re.MULTILINE,
)


class TooSlow(BaseException):
    """The job has used up its processor time. Not an Exception, so that no library swallows it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow once the block has used so much processor time; regular expressions are interrupted too."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_slow(number: int, frame: object) -> None:
    raise TooSlow


def parse(jobs: Sequence[ParseJob], seconds: float) -> list[tuple[Mail, bytes] | tuple[None, None]]:
    """Facts and compressed bytes of each mail, patch-ids included."""
    parsed = [_parse(job.raw, job, seconds) if job.raw is not None else None for job in jobs]
    found = iter(patch_ids([each.diff for each in parsed if each and each.diff]))
    answers: list[tuple[Mail, bytes] | tuple[None, None]] = []
    for job, each in zip(jobs, parsed, strict=True):
        if each is None or job.raw is None:
            answers.append((None, None))
            continue
        mail = each.mail
        if each.diff and mail.diff:
            mail = replace(mail, diff=replace(mail.diff, patch_id=next(found)))
        answers.append((mail, zlib.compress(job.raw, COMPRESSION)))
    return answers


def _parse(raw: bytes, job: ParseJob, seconds: float) -> message.Parsed:
    try:
        with time_limit(seconds):
            return message.parse(raw, job.archived_at, job.problem)
    except TooSlow:
        problem = f"took more than {seconds:g} s to read"
    except Exception as error:
        problem = f"could not be read: {type(error).__name__}: {error}"[:200]
    # Who wrote what to whom is still worth knowing, so the mail keeps its place in the thread.
    head = re.split(rb"\r?\n\r?\n", raw[:HEAD_BYTES], maxsplit=1)[0]
    outline = b"\n".join(match.group() for match in _OUTLINE.finditer(head))
    return message.parse(outline + b"\n\n", job.archived_at, problem)


def anchor(jobs: Sequence[AnchorJob], seconds: float) -> list[list[Anchor | None]]:
    """Where the remarks of each reply point in the patch that it is about."""
    return [_anchor(job, seconds) for job in jobs]


def _anchor(job: AnchorJob, seconds: float) -> list[Anchor | None]:
    try:
        with time_limit(seconds):
            mail, _problem = body.split(zlib.decompress(job.patch))
            remarks = [Remark(number, "", quoted) for number, quoted in enumerate(job.quoted)]
            return list(anchors(body.text(mail, prefer_diff=True), remarks))
    except (TooSlow, Exception):
        return [None] * len(job.quoted)


def compare(jobs: Sequence[CompareJob], seconds: float) -> list[list[Compared]]:
    """The comparisons of each series; one that takes too long, or whose mails cannot be read, has nothing in it."""
    return [_compare(job, seconds) for job in jobs]


def _compare(job: CompareJob, seconds: float) -> list[Compared]:
    nothing = Compared((), ())
    try:
        with time_limit(seconds * (1 + len(job.versions))):
            texts = [comparing.read(each) for each in job.versions]
            entries = [comparing.entries(each, text) for each, text in zip(job.versions, texts, strict=True)]
    except (TooSlow, Exception):
        return [nothing] * len(job.pairs)
    found = []
    for earlier, later, places in job.pairs:
        try:
            with time_limit(2 * seconds):
                found.append(comparing.compare(texts[earlier], texts[later], entries[later], places))
        except (TooSlow, Exception):
            found.append(nothing)
    return found


def find(jobs: Sequence[ClassifyJob], seconds: float) -> list[Finding]:
    """What is found in each remark. To load the model is not at the cost of the first one."""
    for with_encoder in {job.with_encoder for job in jobs}:
        # spaCy keeps each word that it has seen, and archives have no end of them.
        if len(classify.pipeline(with_encoder).vocab.strings) > MAX_WORDS:
            classify.pipeline.cache_clear()
            classify.pipeline(with_encoder)
    return [_find(job, seconds) for job in jobs]


def _find(job: ClassifyJob, seconds: float) -> Finding:
    try:
        with time_limit(seconds):
            return classify.classify(job)
    except (TooSlow, Exception):
        return LOST


_JOBS: dict[type, Callable[[Any, float], list[Any]]] = {
    ParseJob: parse,
    AnchorJob: anchor,
    CompareJob: compare,
    ClassifyJob: find,
}


def main(descriptor: int, seconds: float) -> None:
    """Answer batches until the other end closes the pipe."""
    # Ctrl-C is for the process that holds the other end; it closes the pipe when it is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.getLogger("b4").addHandler(logging.NullHandler())
    logging.getLogger("b4").propagate = False
    pipe = Connection(descriptor)
    # A thread takes batches off the pipe while this one works, so that neither end waits for the other to read.
    batches: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, batches), daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        pipe.send(READY)
        while jobs := batches.get():
            pipe.send(_JOBS[type(jobs[0])](jobs, seconds))


def _receive(pipe: Connection, batches: queue.SimpleQueue[list[Any] | None]) -> None:
    try:
        while True:
            batches.put(pipe.recv())
    except (EOFError, OSError):
        batches.put(None)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
