"""`docket export`."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from app.commands.export import export_
from tests import factories as make


def run(config_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(export_, [*arguments, "--config", str(config_path)])


def test_each_line_has_the_keys_of_the_design(session: Session, config_path: Path) -> None:
    series = make.series(session, key="5e41e5")
    posted = make.post(session, series, key="4e5151", total=1, cover=False, mail={"message_id": "a@example.org"})
    make.tag(session, make.reply(session, posted[1], message_id="b@example.org"), "Reviewed-by", "Bea")
    session.commit()
    result = run(config_path)
    assert (result.exit_code, result.stderr) == (0, "")
    common = {"series": "5e41e5", "revision": "4e5151", "version": 1}
    assert list(map(json.loads, result.stdout.splitlines())) == [
        {"message_id": "a@example.org", "kind": "patch", "number": 1, "total": 1, "parent": None, "tags": []} | common,
        {"message_id": "b@example.org", "kind": "reply", "number": None, "total": None, "parent": "a@example.org"}
        | {"tags": [["Reviewed-by", "bea@example.org"]]}
        | common,
    ]
    assert run(config_path, "--json").stdout == result.stdout


def test_a_list_is_chosen_by_name(session: Session, config_path: Path) -> None:
    make.copy(
        session, make.message(session, message_id="a@example.org"), make.source(session, make.mailing_list(session))
    )
    make.message(session, message_id="b@example.org")
    session.commit()
    assert [json.loads(line)["message_id"] for line in run(config_path, "--list", "demo").stdout.splitlines()] == [
        "a@example.org"
    ]
    result = run(config_path, "--list", "fire")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: list: there is no list 'fire'; known: demo\n"
