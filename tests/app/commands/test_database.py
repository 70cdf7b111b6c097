"""`docket db rederive`; tests/migrations has the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from app import derive
from app.commands.database import database
from app.models import Attention, Override, Series, Standing
from app.rules import RULES
from app.rules.override import Word
from tests import factories as make
from tests.factories import NOW


def run(config_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(database, ["rederive", *arguments, "--config", str(config_path)])


def answer(config_path: Path) -> dict[str, Any]:
    result = run(config_path, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert found.pop("seconds") >= 0
    assert isinstance(found, dict)
    return found


@pytest.fixture
def stored(session: Session, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Five series of which nothing is derived, more than are derived at once."""
    monkeypatch.setattr(derive, "SERIES", 2)
    for number in range(5):
        make.post(session, make.series(session, f"pump \x1b{number}", key=f"5e41e{number}"), mail={"title": "pump"})
    session.commit()
    return session


def test_all_is_derived_and_then_nothing_changes(stored: Session, config_path: Path) -> None:
    first = answer(config_path)
    assert (first["series"], first["rules"]) == (5, RULES)
    assert first["changed"][0] == {
        "id": "5e41e0",
        "title": "pump \x1b0",
        "from": None,
        "to": {"state": "new", "turn": "reviewer", "rules": RULES},
    }
    assert [each["id"] for each in first["changed"]] == [f"5e41e{number}" for number in range(5)]
    assert answer(config_path) == {"series": 5, "changed": [], "rules": RULES}
    assert not stored.scalars(select(Series.id).where(Series.stale)).all()


def test_a_row_that_was_altered_is_put_right_and_told(stored: Session, config_path: Path) -> None:
    answer(config_path)
    row = stored.scalars(select(Series.id).where(Series.key == "5e41e3")).one()
    stored.execute(update(Standing).where(Standing.series_id == row).values(state="applied", turn="nobody", rules=0))
    stored.commit()
    result = run(config_path)
    assert (result.exit_code, result.stderr) == (0, "")
    told, total = result.stdout.splitlines()
    assert told == "5e41e3 (pump �3): applied, nobody's turn (rules 0) -> new, reviewer's turn"
    assert total.startswith("5 series in ")
    assert total.endswith(f" by version {RULES} of the rules; 1 changed.")
    assert run(config_path).stdout.endswith("; none changed.\n")


def test_json_tells_from_what_to_what(stored: Session, config_path: Path) -> None:
    answer(config_path)
    row = stored.scalars(select(Series.id).where(Series.key == "5e41e3")).one()
    stored.execute(update(Standing).where(Standing.series_id == row).values(state="applied", rules=0))
    stored.commit()
    (change,) = answer(config_path)["changed"]
    assert change["from"] == {"state": "applied", "turn": "reviewer", "rules": 0}
    assert change["to"] == {"state": "new", "turn": "reviewer", "rules": RULES}


def test_what_is_derived_can_all_be_thrown_away(stored: Session, config_path: Path) -> None:
    def standings() -> list[tuple[Any, ...]]:
        stored.rollback()
        return [tuple(row) for row in stored.execute(select(*Standing.__table__.c).order_by(Standing.series_id))]

    answer(config_path)
    before = standings()
    assert len(before) == 5
    stored.execute(delete(Attention))
    stored.execute(delete(Standing))
    stored.commit()
    assert len(answer(config_path)["changed"]) == 5
    assert standings() == before


def test_what_people_have_set_stays(stored: Session, config_path: Path) -> None:
    head = make.post(stored, make.series(stored, key="aaaa"), total=1, cover=False, mail={"message_id": "p@x"})
    derive.words.say(stored, "p@x", Word("state", "applied", None, False, "cem", NOW, ""))
    stored.commit()
    answer(config_path)
    row = stored.get_one(Standing, head.revision.series_id)
    assert (row.state, row.set_state) == ("new", "applied")
    assert stored.scalars(select(Override.value)).all() == ["applied"]


def test_no_series_is_no_work(engine: Engine, config_path: Path) -> None:
    assert answer(config_path) == {"series": 0, "changed": [], "rules": RULES}
