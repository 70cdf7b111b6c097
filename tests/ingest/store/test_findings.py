"""Findings come to rows, resumably; people's words win; what older classifiers found is kept."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app import db
from app.derive import corrections, remarks
from app.errors import DocketError
from app.models import Classifier, Correction, Finding, Message, Remark, RemarkLabel
from app.rules import finding as rules
from app.rules.finding import Label
from ingest.facts import PARSER
from ingest.jobs import ClassifyJob
from ingest.store import findings
from ingest.workers import Workers
from tests.dump import same
from tests.ingest.conftest import NOW, Docket
from tests.ingest.source.archives import Epoch
from tests.ingest.store.letters import DAN, at, epoch, letter, patch

MAILS = [
    patch("p@x", "[PATCH] pump: count", at(0), sender=DAN),
    letter(
        "r@x",
        "Re: [PATCH] pump: count",
        at(1),
        "p@x",
        body="NAK, it does not belong here.\n\n> +x\n\nThis leaks the buffer on error.\n\n> +y\n\nWhat is this for?\n",
    ),
    letter("a@x", "Re: [PATCH] pump: count", at(2), "r@x", sender=DAN, body="> leaks\n\nGood catch, will fix in v2.\n"),
]
HELD = select(Message.message_id, Remark.number, Remark.act, Remark.severity, Remark.source, Remark.objection).join(
    Remark, Remark.message_id == Message.id
)
LABELS = select(
    Message.message_id, RemarkLabel.number, RemarkLabel.position, RemarkLabel.label, RemarkLabel.source
).join(RemarkLabel, RemarkLabel.message_id == Message.id)
UNCLASSIFIED = select(Remark.number).where(Remark.classifier_id.is_(None))
OTHER = rules.Finding("question", 0.6, "none", 1.0, (Label("style", 0.5, 0, 3, "model"),))


def asked(docket: Docket) -> list[tuple[findings.Place, ClassifyJob]]:
    """What a classifier is asked about all remarks."""
    rows = docket.rows(select(Remark.message_id, Remark.number, Remark.text, Remark.quoted, Remark.role))
    return [((message_id, number), ClassifyJob(*rest)) for message_id, number, *rest in rows]


def write(docket: Docket, version: str, finding: rules.Finding) -> None:
    """What another classifier finds in all remarks."""
    found = [(place, job, finding) for place, job in asked(docket)]
    with db.writing(docket.database) as session:
        findings.write(session, findings.classifier(session, version), found)


def test_ingest_classifies_as_it_goes(docket: Docket) -> None:
    report = docket.mails(MAILS)
    rows = {(name, number): rest for name, number, *rest in docket.rows(HELD)}
    assert rows["r@x", 0] == ["object", "blocking", "rule: nak", True]
    assert rows["a@x", 0][0] == "concede"
    assert docket.rows(UNCLASSIFIED) == []
    assert report.objections == sum(objection for *_, objection in rows.values())


def test_what_was_left_out_is_caught_up_with_by_a_later_run(docket: Docket) -> None:
    docket.mails(MAILS)
    at_once = docket.dump()
    with docket.again() as later:
        later.engine = later.without_classifier()
        assert later.mails(MAILS).objections == 0
        assert len(later.rows(UNCLASSIFIED)) == 4
        later.engine = dataclasses.replace(later.engine, classify=True)
        assert later.mails(MAILS).objections > 0
        same(later.dump(), at_once)


def test_a_run_that_was_broken_off_is_finished_by_the_next(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(step: str, done: int, total: int | None) -> None:
        if step == "classify" and done == 2:
            raise KeyboardInterrupt

    docket.mails(MAILS)
    whole = docket.dump()
    monkeypatch.setattr(findings, "REMARKS", 1)
    with docket.again() as broken:
        patient, broken.engine = broken.engine, dataclasses.replace(broken.engine, progress=dies)
        with pytest.raises(KeyboardInterrupt):
            broken.mails(MAILS)
        assert len(broken.rows(UNCLASSIFIED)) == 2
        broken.engine = patient
        broken.settle()
        same(broken.dump(), whole)


def test_what_an_older_classifier_found_is_found_anew_and_kept(docket: Docket) -> None:
    docket.engine = docket.without_classifier()
    docket.mails(MAILS)
    write(docket, "old", OTHER)
    assert {row[2] for row in docket.rows(HELD)} == {"question"}
    docket.engine = dataclasses.replace(docket.engine, classify=True)
    docket.settle()
    assert {row[4] for row in docket.rows(HELD)} >= {"rule: nak", "model"}
    kept = docket.rows(select(Finding.act).join(Classifier).where(Classifier.version == "old"))
    assert kept == [("question",)] * 4
    assert len(docket.rows(select(Finding.act))) == 8


def test_a_classifier_that_comes_back_is_in_use_again(docket: Docket) -> None:
    docket.mails(MAILS)
    before = docket.dump()
    write(docket, "other", OTHER)
    docket.settle()
    same(docket.dump(), before)
    assert len(docket.rows(select(Classifier.version))) == 3


def test_with_nothing_to_classify_no_worker_starts(docket: Docket, monkeypatch: pytest.MonkeyPatch) -> None:
    docket.mails(MAILS)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Workers(1, 5.0) as idle:
        docket.engine = dataclasses.replace(docket.engine, workers=idle)
        docket.settle()


def test_what_has_changed_since_it_was_asked_about_is_asked_about_again(docket: Docket) -> None:
    docket.mails(MAILS)
    stale = [(place, dataclasses.replace(job, role="unknown"), OTHER) for place, job in asked(docket)]
    before = docket.dump()
    with db.writing(docket.database) as session:
        assert findings.write(session, findings.classifier(session, "new"), stale) == 0
    same(docket.dump(), before)


def test_a_classifier_that_does_not_load_is_no_fault_of_a_remark(
    docket: Docket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # The worker finds this one first.
    (tmp_path / "spacy.py").write_text("raise ImportError('spaCy is not installed')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with Workers(1, 5.0) as broken:
        docket.engine = dataclasses.replace(docket.engine, workers=broken)
        with pytest.raises(DocketError, match="the classifier does not load"):
            docket.mails(MAILS)
    assert len(docket.rows(UNCLASSIFIED)) == 4
    assert "spaCy is not installed" in capfd.readouterr().err


def test_classifying_again_adds_no_rows(docket: Docket) -> None:
    docket.mails(MAILS)
    write(docket, "new", OTHER)
    write(docket, "new", OTHER)
    assert len(docket.rows(select(Finding.act).join(Classifier).where(Classifier.version == "new"))) == 4
    assert [row[3:] for row in docket.rows(LABELS)] == [("style", "model")] * 4


def say(docket: Docket, number: int, field: str, value: str) -> None:
    with db.writing(docket.database) as session:
        corrections.say(session, "r@x", number, field, value, "cem", NOW, "")
        remark = corrections.remark(session, "r@x", number)
        assert remark is not None
        remarks.resettle(session, remark)


def held(docket: Docket, number: int) -> tuple[Sequence[object], list[object]]:
    (row,) = [row[2:] for row in docket.rows(HELD) if row[:2] == ("r@x", number)]
    return row, [row[3] for row in docket.rows(LABELS) if row[:2] == ("r@x", number)]


def test_a_persons_word_survives_every_way_of_doing_it_again(docket: Docket, tmp_path: Path) -> None:
    docket.mails(MAILS)
    say(docket, 1, "label", "scope naming")
    say(docket, 2, "act", "approve")
    # (act, source, whether it is an objection), labels
    expected = {
        1: (("object", "model", True), ["scope", "naming"]),
        2: (("approve", "person", False), []),
    }
    ways = {
        "a new classifier": lambda: write(docket, "new", dataclasses.replace(OTHER, act="object", severity="minor")),
        "the old one again": docket.settle,
        "the same mails again": lambda: docket.mails(MAILS),
        "parsed anew": lambda: reparse(docket),
        "withdrawn and brought again": lambda: bring_again(docket, tmp_path),
    }
    for way, do in ways.items():
        do()
        for number, answer in expected.items():
            (act, _, source, objection), labels = held(docket, number)
            assert ((act, source, objection), labels) == answer, way


def bring_again(docket: Docket, tmp_path: Path) -> None:
    git_dir = epoch(tmp_path / "0.git", MAILS)
    docket.ingest(git_dir)
    Epoch(git_dir).remove(MAILS[1])
    docket.ingest(git_dir)
    assert [row for row in docket.rows(HELD) if row[0] == "r@x"] == []
    Epoch(git_dir).add(MAILS[1])
    docket.ingest(git_dir)


def reparse(docket: Docket) -> None:
    with db.writing(docket.database) as session:
        session.execute(update(Message).values(parser=PARSER - 1))
    docket.settle()
    assert docket.rows(UNCLASSIFIED) == []


def test_a_word_that_was_taken_back_is_kept_and_holds_no_longer(docket: Docket) -> None:
    docket.mails(MAILS)
    before = held(docket, 2)
    say(docket, 2, "act", "approve")
    say(docket, 2, "act", "rebut")
    assert held(docket, 2)[0][0] == "rebut"
    with db.writing(docket.database) as session:
        assert corrections.undo(session, "r@x", 2, "act", "dan", NOW)
        assert not corrections.undo(session, "r@x", 2, "act", "dan", NOW)
        remark = corrections.remark(session, "r@x", 2)
        assert remark is not None
        remarks.resettle(session, remark)
    assert held(docket, 2) == before
    assert docket.rows(select(Correction.value, Correction.by, Correction.undone_by)) == [
        ("approve", "cem", "dan"),
        ("rebut", "cem", "dan"),
    ]


def test_a_remark_over_which_the_classifier_gave_up_says_so_and_blocks_nothing(docket: Docket) -> None:
    docket.engine = docket.without_classifier()
    docket.mails(MAILS)
    write(docket, "new", rules.LOST)
    assert {row[2:] for row in docket.rows(HELD)} == {("inform", "none", "lost", False)}
    assert docket.rows(UNCLASSIFIED) == []
