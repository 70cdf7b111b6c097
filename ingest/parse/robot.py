"""Tells robots from people, message by message.

Some addresses only ever send what a program wrote. Others are shared: the kernel test robot's mail also comes from
people who forward it, and they answer by hand from its address; stable maintainers' scripts send under their
names. There what counts is what the mail itself says first, outside quotes. In doubt it is a person: a robot's
mail that is shown as a reply is a nuisance, a review that is hidden as a report is a loss.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.facts import Person
from ingest.parse.quote import remarks

# A report says what it is at its beginning.
_HEAD = 8_000

# By the part before the @, in lower case.
_ADDRESSES = (
    ("syzbot", re.compile(r"syzbot(?:[+-].*)?")),
    ("patchwork", re.compile(r"patchwork(?:-bot)?(?:\+.*)?")),
    ("pr-tracker-bot", re.compile(r"pr-tracker-bot")),
    ("tip-bot", re.compile(r"tip-?bot2?")),
    ("regzbot", re.compile(r"regzbot")),
    ("KernelCI", re.compile(r"kernelci(?:[-.]?(?:bot|results?))?")),
    ("AI review", re.compile(r"sashiko(?:-bot|-reviews?)?|bot\+bpf-ci")),
    ("bounce", re.compile(r"mailer-daemon|mail-?daemon")),
    ("noreply", re.compile(r"(?:do[-_.]?)?no[-_.]?t?[-_.]?reply(?:[-_.+].*)?")),
    ("bot", re.compile(r"(?:.*[-_.])?(?:ro)?bot\d?(?:\+.*)?|(?:build|dependa|ci)bot")),
)
# Who may be a person with the robot's name as well.
_NAMES = (
    ("kernel test robot", re.compile(r"(?:kernel|kbuild) test robot|lkp|0-?day", re.IGNORECASE)),
    ("regzbot", re.compile(r"regzbot\b.*", re.IGNORECASE)),
    ("bot", re.compile(r"(?:.*\W)?(?:ro)?bot(?:\W.*)?", re.IGNORECASE)),
)
_SUBJECTS = (
    ("stable queue", re.compile(r'patch ".*" (?:has been )?added to |(?:FAILED|WTF): patch "|\[PATCH AUTOSEL\b', re.I)),
    ("mm-commits", re.compile(r"(?:\+ |\[[a-z -]+\] )\S+\.patch (?:added to|removed from) ")),
    ("linux-next", re.compile(r"linux-next: ")),
    ("tip-bot", re.compile(r"\[tip: ")),
    (
        "auto-reply",
        re.compile(r"(?:auto(?:matic)?[- ]?reply|automatische antwort|out of (?:the )?office|自动回复)\b", re.I),
    ),
)
_STABLE_REVIEW = re.compile(r"\[PATCH \d+\.\d+ \d+/\d+\]")
_STABLE_MAINTAINERS = {"gregkh@linuxfoundation.org", "sashal@kernel.org"}
_UNDELIVERED = re.compile(
    r".*(?:undeliver|deliver[a-z]* fail|fail[a-z]* deliver|returned mail|returning message|退信)", re.I
)
_GREETING = re.compile(r"(?:(?:hi|hello|hey|dear|greetings?)\b.{0,80}\s+)?", re.IGNORECASE)
# By the first words of its own, after a greeting.
_WORDS = (
    (
        "kernel test robot",
        re.compile(
            r"(?:kernel|kbuild) test robot noticed (?:the following build|[\"']|an? .{0,40}(?:regression|improvement))"
            r"|\[FYI, it's a private test report|\[auto build test \w+ on "
            r"|FYI, we noticed (?:the following commit|an? .{0,40}(?:regression|improvement))"
            r"|(?:Thank you for the|I love your) patch! (?:Yet|Perhaps) something to improve"
            r"|tree(?:/branch)?: +(?:https?|git)://\S+ \S+\s*\n(?:head|branch HEAD): "
            r"|url: +https://github\.com/(?:0day-ci|intel-lab-lkp)/linux"
        ),
    ),
    (
        "stable queue",
        re.compile(
            r"This is a note to let you know that I've just added the patch titled|\d+\.\d+-stable review patch\."
            r"|This is the start of the stable review cycle for |The patch below does not apply to the "
            r"|\[This is an automated email\]|\[ Sasha's backport helper bot \]|<formletter>"
            r"|This is the friendly (?:semi-automated )?patch-bot"
        ),
    ),
    ("pr-tracker-bot", re.compile(r"The pull request you sent on ")),
    ("dt-bindings check", re.compile(r"My bot found (?:errors running|new DTB warnings)")),
    ("AI review", re.compile(r"This is an AI-generated review")),
    ("smatch", re.compile(r"This is a semi-automatic email about new static checker warnings")),
    ("bounce", re.compile(r"This message was created automatically by mail delivery software")),
)


def is_robot(headers: Mapping[str, str], sender: Person, subject: str, body: str) -> str | None:
    """The name of the robot that wrote a mail, None where it was a person.

    `headers` maps lower-case names to values, `subject` is decoded, `body` the decoded plain text. Linear in the
    length of the body's beginning, which is all that is looked at.
    """
    found = _by_headers(headers) or _named(_ADDRESSES, sender.email.partition("@")[0])
    if found:
        return found
    for name, pattern in _SUBJECTS:
        if pattern.match(subject):
            return name
    if sender.email.startswith("postmaster@") and _UNDELIVERED.match(subject):
        return "bounce"
    if sender.email in _STABLE_MAINTAINERS and _STABLE_REVIEW.match(subject):
        return "stable queue"
    said = remarks(body[:_HEAD])
    own = said[0].text if said else ""
    greeting = _GREETING.match(own)
    for name, pattern in _WORDS:
        if pattern.match(own, greeting.end() if greeting else 0):
            return name
    if any(remark.quoted for remark in said):
        # Who quotes and says none of this answers by hand.
        return None
    if headers.get("x-patchwork-hint", "").strip().lower() == "ignore" and not subject.startswith("["):
        return "bot"
    return _named(_NAMES, sender.name) or ("kernel test robot" if sender.email == "lkp@intel.com" else None)


def _by_headers(headers: Mapping[str, str]) -> str | None:
    """Automatic replies by RFC 3834 and what came before it, bounces by RFC 3464, the stable queue by its mark."""
    if "multipart/report" in headers.get("content-type", "").lower():
        return "bounce"
    automatic = headers.get("auto-submitted", "no").strip().lower()
    if not automatic.startswith("no") or headers.get("precedence", "").strip().lower() == "auto_reply":
        return "auto-reply"
    return "stable queue" if "x-stable" in headers else None


def _named(table: tuple[tuple[str, re.Pattern[str]], ...], value: str) -> str | None:
    return next((name for name, pattern in table if pattern.fullmatch(value)), None)
