"""Lines of one look."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.web.body import LINES, blocks

PATCH = """\
Repair the pump.

Reviewed-by: Bea <bea@example.org>
---
 pump.c | 2 +-

diff --git a/pump.c b/pump.c
index 1..2 100644
--- a/pump.c
+++ b/pump.c
@@ -1,3 +1,3 @@ int pump(void)
 {
-\treturn 1;
+\treturn 0;

\\ No newline at end of file
--\x20
2.50
"""

REPLY = """\
On Monday Ada wrote:
> > Why?
> Because.
> @@ -1 +1 @@
> +\treturn 0;

+1 from me, but:

> -\treturn 1;
Acked-by: Bea <bea@example.org>
"""


def looks(text: str) -> list[str]:
    return [block.look for block in blocks(text) for _ in block.text.splitlines()]


def test_a_patch() -> None:
    assert looks(PATCH) == [
        *("", "", "tag", "", "", ""),
        *("file", "meta", "file", "file", "hunk", "ctx", "del", "add", "ctx", "meta", "sig", "sig", "sig"),
    ]


def test_a_reply_has_quotes_and_the_diff_in_them_goes_on_after_the_answer() -> None:
    assert looks(REPLY) == ["", "q2", "q1", "q1 hunk", "q1 add", "", "", "", "q1 del", "tag", ""]


def test_deep_quotes_look_like_the_third() -> None:
    assert looks("> " * 50 + "x") == ["q3"]


def test_only_the_first_lines_are_given() -> None:
    assert sum(block.text.count("\n") for block in blocks("> a\n" * (LINES + 5))) == LINES


@given(st.text(alphabet=st.sampled_from("> +-@d \n\\|") | st.characters()))
def test_no_line_is_lost_or_changed(text: str) -> None:
    assert "".join(block.text for block in blocks(text)) == text + "\n"
