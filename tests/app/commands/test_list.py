"""`docket list`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from click.testing import CliRunner, Result
from rich.console import Console
from sqlalchemy.orm import Session

from app import derive
from app.commands.list import list_, short_age, table
from app.queries.language import EVERYTHING
from app.queries.series import summaries
from tests import factories as make
from tests.app.remarks import remark
from tests.factories import NOW, days_ago


def run(config_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(list_, [*arguments, "--config", str(config_path)])


def archive(session: Session) -> None:
    water = make.mailing_list(session, "water")
    for days, title in (
        (2, "repair [bold]the pump[/bold]"),
        (1, "\x1b[2Jreplace the valve by one \u202e" + "that closes " * 9),
    ):
        series = make.series(session, title, updated=days_ago(days), author_name="Ada Ångström-Longname")
        make.series_list(session, series, water)
        posted = make.post(session, series, version=12, total=110, numbers=range(1, 101))
        make.tag(session, make.reply(session, posted[1]), "Reviewed-by", "Bea")
        make.tag(session, make.reply(session, posted[1]), "Acked-by", "Cem")
        make.tag(session, make.reply(session, posted[2]), "Acked-by", "Cem")
        for number in range(days if days > 1 else 0):
            remark(session, make.reply(session, posted[3]), "logic", number=number)
        derive.derive(session, [series.id])
    session.commit()


def test_a_pipe_gets_plain_lines_that_are_not_cut(session: Session, config_path: Path) -> None:
    archive(session)
    result = run(config_path)
    assert (result.exit_code, result.stderr) == (0, "")
    (head, valve, pump) = result.stdout.splitlines()
    assert head.split() == [
        "Title",
        "Author",
        "State",
        "Turn",
        "Since",
        "Ver",
        "n/m",
        "A/R/T",
        "Obj",
        "Lists",
        "Updated",
    ]
    assert valve.startswith("�[2Jreplace the valve by one that closes that closes ")
    assert valve.endswith("incomplete author 2026-07-05 v12 100/110 2/1/-   - water 2026-07-14")
    assert pump.startswith("repair [bold]the pump[/bold]  ")
    assert pump.endswith("Ada Ångström-Longname incomplete author 2026-07-05 v12 100/110 2/1/-   2 water 2026-07-13")


def printed(session: Session, width: int) -> list[str]:
    """The list on a terminal of so many columns."""
    found = summaries(session, EVERYTHING, now=NOW, limit=10)
    screen = Console(width=width, record=True, force_terminal=True, color_system=None)
    with screen.capture() as shown:
        screen.print(table(found, NOW, width=width))
    lines = shown.get().splitlines()
    assert max(map(len, lines)) <= width
    return lines


def test_a_terminal_of_80_columns_is_enough(session: Session) -> None:
    archive(session)
    lines = printed(session, 80)
    assert lines[0].split() == ["Title", "Author", "State", "Turn", "Ver", "n/m", "A/R/T", "Obj", "Lists", "Age"]
    assert [line.split()[-1] for line in lines if "v12" in line] == ["24h", "2d"]
    assert all(" incomplete author " in line for line in lines if "v12" in line)
    assert len(lines) <= 1 + 2 * 12


def test_a_terminal_of_100_columns_has_room_for_how_long_each_waits(session: Session) -> None:
    archive(session)
    lines = printed(session, 100)
    assert lines[0].split() == [
        "Title",
        "Author",
        "State",
        "Turn",
        "Wait",
        "Ver",
        "n/m",
        "A/R/T",
        "Obj",
        "Lists",
        "Age",
    ]
    assert [" incomplete author 10d  v12" in line for line in lines if "v12" in line] == [True, True]
    assert len(lines) <= 1 + 2 * 8


def test_a_long_state_breaks_at_its_hyphen(session: Session) -> None:
    posted = make.post(session, make.series(session, "pump"), total=1)
    remark(session, make.reply(session, posted[1]), "logic")
    derive.derive(session, [posted.revision.series_id])
    session.commit()
    (_, first, second) = printed(session, 100)
    assert first.split() == ["pump", "Ada", "changes-", "author", "9d", "v1", "1/1", "-/-/-", "1", "24h"]
    assert second.split() == ["requested"]


def test_what_is_not_derived_yet_is_a_dash(session: Session, config_path: Path) -> None:
    make.post(session, make.series(session, "pump"), total=1)
    session.commit()
    (_, line) = run(config_path).stdout.splitlines()
    assert line.split()[:5] == ["pump", "Ada", "-", "-", "-"]


def test_mine_is_whose_address_is_given_or_configured(session: Session, config_path: Path) -> None:
    archive(session)
    other = make.series(session, "oil the hinge", author_email="bea@example.org")
    make.post(session, other, mail={"from_email": "bea@example.org"})
    session.commit()
    titles = [
        each["title"] for each in json.loads(run(config_path, "is:mine", "--json", "--me", "Bea@example.org").stdout)
    ]
    assert titles == ["oil the hinge"]
    nobody = run(config_path, "is:mine")
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert "[user] email" in nobody.stderr
    with config_path.open("a", encoding="utf-8") as file:
        file.write('[user]\nemail = "ada@example.org"\n')
    assert len(json.loads(run(config_path, "is:mine", "--json").stdout)) == 2
    assert len(json.loads(run(config_path, "is:mine", "--json", "--me", "bea@example.org").stdout)) == 1


def test_whoever_has_no_address_is_told(config_path: Path) -> None:
    for wrong in ("bea", "bea\0@x", "\udc80@x"):
        result = run(config_path, "is:mine", "--me", wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("Error: --me: ")
        assert result.stderr.count("\n") == 1


def test_ages_are_short() -> None:
    ages = {
        0: "0m",
        59: "59m",
        60: "1h",
        60 * 47: "47h",
        60 * 24 * 13: "13d",
        60 * 24 * 14: "2w",
        60 * 24 * 59: "8w",
        60 * 24 * 400: "13mo",
        60 * 24 * 800: "2y",
    }
    for minutes, words in ages.items():
        assert short_age(dt.timedelta(minutes=minutes)) == words


def test_json_is_the_summaries(session: Session, config_path: Path) -> None:
    archive(session)
    result = run(config_path, "--json", "--limit", "1", "list:water", "replace")
    (row,) = json.loads(result.stdout)
    assert row["author"] == {"name": "Ada Ångström-Longname", "email": "ada@example.org"}
    assert (row["tags"], row["cells"]) == ({"Reviewed-by": 1, "Acked-by": 1}, {"Reviewed-by": 1, "Acked-by": 2})
    assert row["latest"].items() >= {"version": 12, "total": 110, "received": 100, "complete": False}.items()
    assert (row["updated"], row["open_objections"]) == ("2026-07-14T12:00:00Z", 0)
    (other,) = json.loads(run(config_path, "--json", "objection:logic", "outcome:open").stdout)
    assert other["open_objections"] == 2
    assert json.loads(run(config_path, "--json", "list:fire").stdout) == []


def test_the_query_and_the_limit_choose(session: Session, config_path: Path) -> None:
    archive(session)
    assert len(run(config_path, "--limit", "1").stdout.splitlines()) == 2
    assert "the pump" not in run(config_path, "subject:pump", "-bold").stdout
    assert run(config_path, "list:fire").stdout == "No series.\n"


def test_a_query_that_cannot_be_understood_is_the_callers_fault(config_path: Path) -> None:
    for query, message in (
        ("lst:\x1b[2J", 'lst: is not a term; did you mean list: or the text "lst:�[2J" in quotes?'),
        (
            "severity:\x1b[2Jminor",
            "severity: �[2Jminor is unknown; did you mean minor? It is one of blocking, required, minor",
        ),
        ("version:x", "version: expects a number or a range, such as 3, >=3 or 2..4, not x"),
    ):
        result = run(config_path, query)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")
    assert "state: redy is unknown; did you mean ready?" in run(config_path, "state:redy").stderr
