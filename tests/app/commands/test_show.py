"""`docket show`."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from app import derive
from app.commands.show import show
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import days_ago


def run(config_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(show, [*arguments, "--config", str(config_path)])


def test_a_series_is_told_whole(session: Session, config_path: Path) -> None:
    series = make.series(session, "[red]repair\x1b the pump", key="5e41e5")
    make.series_list(session, series, make.mailing_list(session, "water"))
    old = make.post(session, series, total=1, cover=False, date=days_ago(20), mail={"message_id": "old@example.org"})
    ack = make.reply(session, old[1], "Cem", message_id="ack@example.org")
    make.tag(session, ack, "Acked-by", "Cem")
    new = make.post(
        session, series, version=2, total=3, numbers=[3], cover=False, mail={"message_id": "new@example.org"}
    )
    make.patch_file(session, new[3], "pump.c")
    make.tag(session, new[3], "Acked-by", "Cem", how="written", origin_id=ack.id)
    make.tag(session, make.reply(session, new[3], message_id="reply@example.org"), "Tested-by", "Dag", how="relayed")
    other = make.post(session, make.series(session), total=1, cover=False, mail={"title": "old [b]pump"})
    said = make.reply(session, new[3], "Eve", message_id="eve@example.org")
    words = "Hm,\x1b[2J [b]this\u202e leaks."
    remark(session, said, "lifetime: " + words[4:], "naming", number=2, text=words, path="pump.c", line=7)
    remark(session, said, number=3, act="object", severity="blocking", source="rule: nak", text="NAK " * 200)
    remark(session, make.reply(session, new[3], "Fay", message_id="fay@example.org"), "logic", act="question")
    answer = make.reply(session, new[3], "Ada", parent="eve@example.org", message_id="ada@example.org")
    remark(session, answer, quoted="> NAK " + "NAK " * 199, act="concede", role="author")
    make.revision_link(session, new.revision, old.revision, "new@example.org", evidence="title", detail="the same")
    make.revision_link(session, old.revision, other.revision, "old@example.org", accepted=False, confidence=0.35)
    derive.derive(session, [series.id])
    session.commit()
    result = run(config_path, "<old@example.org>")
    assert (result.exit_code, result.stderr) == (0, "")
    # How long it waits is for the clock to say; test_standing has it.
    assert (
        re.sub(r"\d+ days(, stalled)?", "AGE", result.stdout)
        == """\
[red]repair� the pump
incomplete, author's turn (Ada) since 2026-07-05, AGE
  1 of 3 patches of v2 were seen. Ada is to send the rest.  <new@example.org>
by Ada <ada@example.org> on water; id 5e41e5

v1  2026-06-25  1/1  part 1  <old@example.org>
  1/1 part 1  0 files +3 -1
      Acked-by: Cem <cem@example.org>

v2  2026-07-05  1/3 incomplete  part 3  <new@example.org>
  3/3 part 3  1 file +3 -1
      Acked-by: Cem <cem@example.org> (first given in <ack@example.org>)
      Tested-by: Dag <dag@example.org> (passed on)

Objections
  open  required: lifetime (model, 0.83), naming (model, 0.73)  v2 patch 3, pump.c:7
      Eve: [2J [b]this leaks.  <eve@example.org>#2
      Nobody has answered it, as far as the archives go.
  conceded  blocking: no label (rule: nak)  v2 patch 3
      Eve: """
        + "NAK " * 100
        + """...  <eve@example.org>#3
      The author accepts it (model, 0.90).  <ada@example.org>
  open  question: logic (model, 0.83)  v2 patch 3
      Fay: Why?  <fay@example.org>#0
      Nobody has answered it, as far as the archives go.

Why these belong together
  v1 part 1 -> v2 part 3: title (the same)  <new@example.org>
  maybe (35%): v1 old [b]pump -> v1 part 1: change-id  <old@example.org>

What happened
  2026-06-25 12:00  Ada: v1 posted: 1 patch  <old@example.org>
  2026-06-26 12:00  Cem: Acked-by on v1  <ack@example.org>
  2026-07-05 12:00  Ada: v2 posted: 1 of 3 patches  <new@example.org>
  2026-07-06 12:00  Eve: reply to v2 3/3  <eve@example.org>
  2026-07-06 12:00  Fay: reply to v2 3/3  <fay@example.org>
  2026-07-06 12:00  Bea: Tested-by for Dag on v2 3/3  <reply@example.org>

Not looked at
  labels by the model are right about as often as docs/model-card.md says
  v2: no list brought 1, 2 of 3 patches
"""
    )


SUMMARY = {"id", "title", "author", "lists", "state", "turn", "waiting_since", "stalled", "latest", "versions", "tags"}
SUMMARY |= {"open_objections", "updated"}
LATEST = {"version", "message_id", "date", "total", "received", "complete"}
OBJECTION = {"id", "by", "message_id", "version", "patch", "label", "severity", "text", "evidence", "file", "line"}
OBJECTION |= {"outcome", "outcome_reason", "source", "score", "number", "act", "labels", "quoted"}
PATCH = {"number", "message_id", "title", "files", "added", "removed", "patch_id", "tags"}


def test_json_has_every_key_of_the_design(session: Session, config_path: Path) -> None:
    posted = make.post(session, make.series(session, key="5e41e5"))
    reply = make.reply(session, posted[1])
    make.tag(session, reply, "Reviewed-by", "Bea")
    remark(session, reply, "logic")
    derive.derive(session, [posted.revision.series_id])
    session.commit()
    series = json.loads(run(config_path, "5e41e5", "--json").stdout)
    assert series.keys() >= SUMMARY | {"reason", "revisions", "objections", "events", "not_looked_at"}
    assert series["latest"].keys() >= LATEST
    (revision,) = series["revisions"]
    assert revision.keys() >= LATEST | {"cover", "resend", "patches"}
    assert revision["patches"][0].keys() >= PATCH
    (tag,) = revision["patches"][0]["tags"]
    assert tag.keys() >= {"kind", "name", "email", "message_id", "inherited"}
    (objection,) = series["objections"]
    assert objection.keys() >= OBJECTION
    assert objection["labels"][0].keys() >= {"label", "score", "evidence", "source"}
    assert objection["outcome_reason"].keys() >= {"text", "evidence"}
    assert objection["by"] == {"name": "Bea", "email": "bea@example.org"}
    assert series["open_objections"] == 1
    assert (series["state"], series["turn"]) == ("changes-requested", "author")
    assert series["reason"].keys() == {"text", "evidence"}
    assert series["events"][0].keys() >= {"at", "kind", "text", "message_id"}


def test_before_it_is_derived_nothing_is_said_of_where_it_stands(session: Session, config_path: Path) -> None:
    make.post(session, make.series(session, "pump", key="5e41e5"))
    session.commit()
    lines = run(config_path, "5e41e5").stdout.splitlines()
    assert lines[:2] == ["pump", "by Ada <ada@example.org> on no list; id 5e41e5"]
    assert "  standing is not derived yet" in lines


def test_a_long_line_into_a_pipe_is_not_wrapped(session: Session, config_path: Path) -> None:
    make.post(session, make.series(session, "pump " * 500, key="5e41e5"))
    session.commit()
    assert run(config_path, "5e41e5").stdout.startswith("pump " * 500)


def test_what_is_not_there_is_named(config_path: Path) -> None:
    result = run(config_path, "x\x1b@example.org")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: x�@example.org: no series has this id or Message-ID")
