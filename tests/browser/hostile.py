"""A mailbox whose mails try to act on their readers: scripts, misleading characters, endless names, odd Message-IDs."""

from __future__ import annotations

from pathlib import Path

ATTACK = (
    "\"'><script>alert('runs')</script><img src=x onerror=alert('runs')><svg onload=alert('runs')>"
    "<a href=javascript:alert('runs')>x</a></pre></title><meta http-equiv=refresh content=0;url=http://192.0.2.1/>"
    "<style>body{display:none}</style><base href=http://192.0.2.1/> \u202elive\u2066 "
)
LONG = ATTACK + "n" * 10_000

# Message-IDs that a path in a URL, a browser or a shell may read otherwise. They come to the server as they are.
NAMES = (
    *("a/b@x", "a/../../b@x", "..@x", ".", "..", "../..", "a//b@x", "a/@x/", "x@y/raw", "%2e%2e%2f@x", "a%2Fb@x"),
    *("a?b=c#d@x", "a\\b@x", "a;b@x", "a+b&c@x", "'a'\"b@x", "a:b@x", "b\u00fc\u4e2d@x", "$(alert)`a`@x"),
)
HEAD = "head/of?all@x"


def mails() -> list[str]:
    """A patch and its replies, one for each name and a last one with the attack in each field."""
    return [
        _mail(HEAD, "[PATCH] the hostile series", "ada@example.org", f"See https://example.org/{ATTACK}\n---\n{DIFF}"),
        *(
            _mail(
                name,
                "Re: [PATCH] the hostile series",
                f"Nasty {number} <n{number}@example.org>",
                f"This is mail {number}.",
                HEAD,
            )
            for number, name in enumerate(NAMES)
        ),
        _mail(
            "attack@x",
            f"Re: [PATCH] {LONG}",
            f'"{LONG}" <attack@example.org>',
            f"> +\tint new;\n\n{LONG}\n\nReviewed-by: {ATTACK} <attack@example.org>\n",
            HEAD,
            f'X: y\nCc: {LONG}\nContent-Type: text/plain; charset="{ATTACK}"\nDate: {ATTACK}',
        ),
        _mail("posted@x", f"[PATCH 1/1] {LONG}", f'"{LONG}" <attack@example.org>', f"{ATTACK}\n---\n{DIFF}"),
        _mail(
            "html@x",
            "an HTML mail",
            "ada@example.org",
            f"<html><body>{ATTACK}</body></html>",
            HEAD,
            "Content-Type: text/html",
        ),
    ]


DIFF = f"""\
diff --git a/pump.c b/pump.c
--- a/pump.c
+++ b/pump.c
@@ -1,1 +1,2 @@
-\tint old;
+\tint new;
+\tchar *x = "{ATTACK}";
"""


def _mail(name: str, subject: str, sender: str, body: str, parent: str = "", more: str = "X: y") -> str:
    answers = f"In-Reply-To: <{parent}>\nReferences: <{parent}>\n" if parent else ""
    date = "" if "Date: " in more else "Date: Wed, 15 Jul 2026 10:00:00 +0000\n"
    head = f"From: {sender}\nTo: list@example.org\nSubject: {subject}\nMessage-ID: <{name}>\n"
    return f"{head}{date}{answers}{more}\n\n{body}\n"


def write(path: Path) -> None:
    """An mbox of them."""
    path.write_bytes(b"".join(f"From x@example.org Wed Jul 15 10:00:00 2026\n{mail}\n".encode() for mail in mails()))
