"""Text of mails on a terminal: nothing in it may act on the terminal, or on how the text around it is read."""

from __future__ import annotations

import io
import sys
import unicodedata

from rich.console import Console
from rich.text import Text

# Wide enough that nothing is cut or wrapped where there is no window to fit into.
PIPE_WIDTH = 1000


def safe(text: str) -> str:
    """`text` on one line without control characters (they become U+FFFD), bidi marks and other invisible signs."""
    return "".join(map(_safe, text))


def _safe(character: str) -> str:
    if character.isspace():
        return " "
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Cc" | "Cs" | "Cn":
            return "\ufffd"
    return character


def mail_text(text: str, style: str = "") -> Text:
    """Mail-borne text for Rich, which takes no markup in it for its own."""
    return Text(safe(text), style)


def console() -> Console:
    """Where commands print: in the width of a terminal, and plain and uncut into a pipe or a file."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that knows few characters shows question marks for the others.
        sys.stdout.reconfigure(errors="replace")
    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)
