"""A patch set in lines, with what was said at its lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.queries.remarks import RemarkRow
from app.queries.rows import PersonRow
from app.queries.talks import Talk
from app.web import mail, sheet
from app.web.sheet import Part
from tests.factories import NOW

BODY = """\
From: Ada <ada@example.org>

Repair it.

It leaks.
---
 pump.c | 2 +-

diff --git a/pump.c b/pump.c
index 1..2 100644
--- a/pump.c
+++ b/pump.c
@@ -1,2 +1,2 @@ pump
-old
+new
 same
diff --git a/valve.c b/valve.c
--- a/valve.c
+++ b/valve.c
@@ -1 +1 @@
-shut
+open
--
2.40.1
"""


def talk(text: str, path: str | None = None, line: int | None = None, code: str | None = None) -> Talk:
    remark = RemarkRow(0, text, "", path, line, code, None, None, None, None, None, (), None, None)
    return Talk(remark, f"{text}@x", PersonRow("Bea", ""), NOW, False, ())


def above(part: Part) -> list[tuple[str, list[str]]]:
    """What was said in a part, each time with the line above."""
    return [(run.lines[-1].text, [each.remark.text for each in run.talks]) for run in part.runs if run.talks]


def test_the_message_stands_above_the_files_and_the_signature_is_left_out() -> None:
    made = sheet.sheet(BODY, ())
    assert [(part.path, part.added, part.removed) for part in made.parts] == [
        (None, 0, 0),
        ("pump.c", 1, 1),
        ("valve.c", 1, 1),
    ]
    shown = [line.text for part in made.parts for run in part.runs for line in run.lines]
    assert (shown[0], shown[-1]) == ("Repair it.", "+open")
    assert (made.loose, made.omitted) == ((), 0)


def test_each_line_has_its_look_and_its_numbers() -> None:
    (run,) = sheet.sheet(BODY, ()).parts[1].runs
    assert [(line.look, line.places.split()) for line in run.lines] == [
        ("file", []),
        ("meta", []),
        ("file", []),
        ("file", []),
        ("hunk", []),
        ("del", ["1"]),
        ("add", ["1"]),
        ("ctx", ["2", "2"]),
    ]
    assert [line.places for line in run.lines[5:7]] == ["    1      ", "          1"]


def test_remarks_stand_below_the_lines_that_they_are_about() -> None:
    said = [
        talk("why", line=5),
        talk("added", "pump.c", 1, "+new"),
        talk("removed", "pump.c", 1, "-old"),
        talk("too", "pump.c", 1, "+new"),
    ]
    made = sheet.sheet(BODY, said)
    assert [above(part) for part in made.parts] == [
        [("It leaks.", ["why"])],
        [("-old", ["removed"]), ("+new", ["added", "too"])],
        [],
    ]
    assert [part.said for part in made.parts] == [1, 3, 0]
    assert made.loose == ()


def test_what_is_about_no_line_of_the_patch_stands_apart() -> None:
    said = [
        talk("d", "lost.c", 1, "+x"),
        talk("c", "pump.c", 1, "+other"),
        talk("b", line=1),
        talk("a"),
        talk("e", "pump.c", 2, " same"),
    ]
    made = sheet.sheet(BODY, said)
    assert [each.remark.text for each in made.loose] == ["a", "b", "c", "d"]


def test_long_files_are_folded_unless_something_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "FOLDED", 7)
    assert [part.open for part in sheet.sheet(BODY, ()).parts[1:]] == [False, True]
    assert sheet.sheet(BODY, [talk("why", "pump.c", 1, "+new")]).parts[1].open


def test_of_a_long_patch_the_beginning_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LINES", 10)
    made = sheet.sheet(BODY, [talk("gone", "valve.c", 1, "+open")])
    assert (made.omitted, [each.remark.text for each in made.loose]) == (14, ["gone"])


def test_the_text_is_the_part_with_the_diff() -> None:
    parts = ["--b", "", "hello", "--b", "Content-Type: text/x-patch", "", BODY, "--b", "", "bye", "--b--"]
    raw = "\n".join(["Content-Type: multipart/mixed; boundary=b", "", *parts])
    assert sheet.text(mail.read(raw.encode())) == BODY
    assert sheet.text(mail.read(b"Content-Type: text/html\n\n<p>hello")) == ""


@given(st.text(alphabet="+-@ ab1,\n/\\\0\r"), st.integers(-1, 9))
def test_any_text_keeps_all_that_was_said(body: str, line: int) -> None:
    said = [talk("one", "a", line, "+"), talk("two", line=line), talk("three")]
    for text in (body, f"--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n{body}"):
        made = sheet.sheet(text, said)
        there = [each for part in made.parts for run in part.runs for each in run.talks]
        assert {each.remark.text for each in [*there, *made.loose]} == {"one", "two", "three"}
        assert len(there) + len(made.loose) == 3


def test_what_is_changed_within_a_line_is_told_apart() -> None:
    def changed(*lines: str) -> list[tuple[str, str, str]]:
        diff = ["--- a/pump.c", "+++ b/pump.c", "@@ -1,9 +1,9 @@", *lines]
        (part,) = sheet.sheet("\n".join(diff), ()).parts
        return [(line.text, line.changed, line.rest) for run in part.runs for line in run.lines][3:]

    assert changed("-if (full)", "+if (full && wet)") == [("-if (full)", "", ""), ("+if (full", " && wet", ")")]
    assert changed("-\treturn old(pump);", "-x", "+\treturn new(pump);", "+y") == [
        ("-\treturn ", "old", "(pump);"),
        ("-x", "", ""),
        ("+\treturn ", "new", "(pump);"),
        ("+y", "", ""),
    ]
    # As many lines have to be added as were removed, and more than signs has to be alike.
    for lines in (["-a one", "+a two", "+more"], ["-\tone;", "+\ttwo;"]):
        assert [text for text, changed_to, _ in changed(*lines) if changed_to] == []
