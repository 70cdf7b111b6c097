"""`docket explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from app import derive
from app.commands.explain import explain
from app.derive import words
from app.rules import RULES
from app.rules.override import Word
from app.rules.standing import CASES
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW


def run(config_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(explain, [*arguments, "--config", str(config_path)])


@pytest.fixture
def series(session: Session) -> int:
    """One whose second patch has an objection."""
    posted = make.post(session, make.series(session, "[b]repair\x1b the pump", key="5e41e5"), mail={"title": "x"})
    said = make.reply(session, posted[2], "Eve", message_id="eve@example.org")
    remark(session, said, "logic", text="It \x1b[2Jdrips.")
    assert posted.revision.series_id is not None
    derive.derive(session, [posted.revision.series_id])
    session.commit()
    return posted.revision.series_id


def test_the_way_to_the_verdict_is_told(session: Session, series: int, config_path: Path) -> None:
    words.say(session, "eve@example.org", Word("note", "wait", None, False, "cem", NOW, "rain"))
    session.commit()
    result = run(config_path, "<eve@example.org>")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "[b]repair� the pump"
    assert lines[1].startswith("changes-requested, author's turn (Ada) since 2026-07-06, ")
    *passed, _ = json.loads(run(config_path, "5e41e5", "--json").stdout)["steps"]
    assert lines[2:] == [
        "  Eve asks for changes (1 open objection). Ada is to send a new version.  <eve@example.org>",
        "  note: wait (cem on 2026-07-15: rain)",
        "",
        f"What the rules looked at (version {RULES})",
        *(f"  {each['case']:<17}  {each['text']}" for each in passed),
        "> changes-requested  Eve asks for changes (1 open objection).",
        "",
        "What that rests on",
        "  <eve@example.org>",
        "",
        "Whose turn it is (author)",
        "  Ada <ada@example.org>",
        "",
        "Objections",
        "  open  required: logic (model, 0.83)  v1 patch 2",
        "      Eve: It �[2Jdrips.  <eve@example.org>#0",
        "      Nobody has answered it, as far as the archives go.",
    ]


def test_json_has_every_key(series: int, config_path: Path) -> None:
    told = json.loads(run(config_path, "5e41e5", "--json").stdout)
    assert (told["id"], told["state"], told["turn"]) == ("5e41e5", "changes-requested", "author")
    assert (told["waiting_since"], told["rules"]) == ("2026-07-06T12:00:00Z", RULES)
    assert told["reason"]["evidence"] == ["eve@example.org"]
    assert {"case": "rejected", "text": "Nobody refuses it."} in told["steps"]
    cases = list(CASES)
    assert [each["case"] for each in told["steps"]] == cases[: cases.index("changes-requested") + 1]
    assert all(each.keys() == {"case", "text"} for each in told["steps"])
    (objection,) = told["objections"]
    assert (objection["outcome"], objection["outcome_reason"]["evidence"]) == ("open", [])
    assert told["waiting_on"] == [{"name": "Ada", "email": "ada@example.org"}]
    assert (told["title"], told["words"]) == ("[b]repair\x1b the pump", [])


def test_what_is_not_derived_yet_is_said(session: Session, config_path: Path) -> None:
    make.post(session, make.series(session, "pump", key="5e41e5"))
    session.commit()
    assert run(config_path, "5e41e5").stdout == ("pump\nWhere it stands is not derived yet; run: docket db rederive\n")
    told = json.loads(run(config_path, "5e41e5", "--json").stdout)
    assert (told["state"], told["reason"], told["steps"], told["rules"]) == (None, None, [], None)


def test_what_is_not_there_is_named(config_path: Path) -> None:
    result = run(config_path, "x\x1b@example.org")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: x�@example.org: no series has this id or Message-ID")
