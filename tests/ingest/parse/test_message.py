"""What one mail says, from its bytes."""

from __future__ import annotations

import datetime as dt

import pytest

from ingest.facts import FileChange, Mail, Person, VersionLink
from ingest.parse import clean, message
from tests.mails import WRITTEN, diff, mail, patch_body

STAT = " 2 files changed, 3 insertions(+), 1 deletion(-)\n"
RANGE_DIFF = "Range-diff against v1:\n1:  0123456 ! 1:  1234567 tree\n    @@ x\n    -+\treturn 0;\n"
PULL = "The following changes since commit 0123456789ab:\n\n  tree\n\nare available at:\n  https://example.org/x.git\n"


def read(raw: bytes, problem: str | None = None) -> Mail:
    return message.parse(raw, None, problem).mail


@pytest.mark.parametrize(
    ("kind", "subject", "body", "parent"),
    [
        ("cover", "[PATCH 0/2] tree", "Count.\n" + STAT, None),
        ("cover", "[PATCH 0/2] tree", "Count.\n", "1@example.org"),
        ("cover", "[PATCH v2 0/2] tree", STAT + RANGE_DIFF + diff(), None),
        ("cover", "[RFC 0/2] tree", "Count.\n", None),
        ("cover", "[PATCH] tree", "Count.\n\n" + STAT, None),
        ("cover", "[PATCH] tree", "Count.\n\n 1 file changed, 1 insertion(+)\n", None),
        ("patch", "[PATCH] tree", patch_body(), None),
        ("patch", "[PATCH 1/2] tree", patch_body(), "1@example.org"),
        ("patch", "[RFC] tree", patch_body(), None),
        ("patch", "[1/2] tree", patch_body(), None),
        ("patch", "[PATCH] tree", "Index: tree.c\n--- a/tree.c\n+++ b/tree.c\n@@ -1 +1 @@\n-a\n+b\n", None),
        ("patch", "[PATCH] tree", "diff --git a/x b/x\nnew file mode 100644\nGIT binary patch\nliteral 1\n", None),
        ("reply", "Re: [PATCH] tree", patch_body(), "1@example.org"),
        ("reply", "Re: [PATCH] tree", patch_body(), None),
        ("reply", "Re: [PATCH 0/2] tree", "Count.\n" + STAT, "1@example.org"),
        ("reply", "tree, once more", "Why?\n", "1@example.org"),
        ("reply", "tree", patch_body(), "1@example.org"),
        ("reply", "[PATCH 1/2] tree", "The patch is lost.\n", "1@example.org"),
        ("other", "[PATCH 1/2] tree", "The patch is lost.\n", None),
        ("other", "[PATCH] tree", "Nothing here.\n", None),
        ("other", "tree", patch_body(), None),
        ("other", "tree: a plan", "Count.\n", None),
        ("other", "[ANNOUNCE] tree 1.0", "Count.\n" + STAT, None),
        ("pull-request", "[GIT PULL] tree for next", PULL + STAT, None),
        ("pull-request", "tree for next", PULL, "1@example.org"),
        ("other", "[GIT PULL] tree for next", "Please pull.\n", None),
        ("reply", "Re: [GIT PULL] tree for next", PULL, "1@example.org"),
        ("cover", "[PATCH 0/2] tree", PULL + STAT, None),
        ("bot", "[PATCH AUTOSEL 6.1 1/2] tree", patch_body(), None),
    ],
)
def test_kinds(kind: str, subject: str, body: str, parent: str | None) -> None:
    assert read(mail(subject, body, parent=parent)).kind == kind


def test_a_patch() -> None:
    notes = "v1: https://lore.kernel.org/r/1@example.org"
    raw = mail(
        "[PATCH net v2 1/2] tree: count",
        "From: Bob <bob@example.org>\n\n" + patch_body(notes=notes, diffs=[diff(), diff("fs/forest.c")]),
        message_id="2@example.org",
        parent="0@example.org",
        cc="Bob <bob@example.org>",
    )
    parsed = message.parse(raw, None)
    found = parsed.mail
    assert found.diff is not None
    assert (found.message_id, found.parent, found.references) == ("2@example.org", "0@example.org", ("0@example.org",))
    assert (found.sender, found.author) == (Person("Ann Author", "ann@example.org"), Person("Bob", "bob@example.org"))
    assert (found.date, found.received_at) == (WRITTEN, WRITTEN + dt.timedelta(minutes=1))
    assert found.recipients == ("demo@lists.example.org", "bob@example.org")
    assert found.subject_line == "[PATCH net v2 1/2] tree: count"
    assert (found.subject.version, found.subject.number, found.subject.total) == (2, 1, 2)
    assert found.diff.files == (FileChange("fs/tree.c", 1, 1), FileChange("fs/forest.c", 1, 1))
    assert [(tag.kind, tag.how) for tag in found.tags] == [("Signed-off-by", "written")]
    assert found.version_links == (VersionLink("1@example.org", 1),)
    assert (found.has_diff, found.diffstat, found.munged, found.problem) == (True, True, False, None)
    assert parsed.diff.startswith("From: Bob")


def test_the_same_change_has_the_same_hash() -> None:
    one, moved, other = (
        read(mail("[PATCH] x", patch_body(diffs=[each]))).diff
        for each in (diff(), diff(line=90), diff(new="return 7;"))
    )
    assert one is not None
    assert moved is not None
    assert other is not None
    assert one.content_hash == moved.content_hash != other.content_hash


def test_notes_below_the_line_are_no_commit_message() -> None:
    notes = "Acked-by: Bob <bob@example.org>"
    assert {tag.kind for tag in read(mail("[PATCH] x", patch_body(notes=notes))).tags} == {"Signed-off-by"}


def test_a_reply() -> None:
    body = "On Wed, 15 Jul 2026, Ann wrote:\n> +\treturn count;\n\nWhy?\n\nReviewed-by: Bob <bob@example.org>\n"
    raw = mail("Re: [PATCH] tree: count", body, sender="Bob <bob@example.org>", parent="1@example.org")
    parsed = message.parse(raw, None)
    assert [(tag.kind, tag.how) for tag in parsed.mail.tags] == [("Reviewed-by", "given")]
    assert [remark.quoted for remark in parsed.mail.remarks] == ["> +\treturn count;"]
    assert parsed.mail.diff is None
    assert parsed.diff == ""


def test_a_reply_states_no_versions_and_no_bases() -> None:
    body = f"change-id: 1-tree\nbase-commit: {'0' * 40}\nv1: https://lore.kernel.org/r/1@example.org\n"
    found = read(mail("Re: [PATCH] x", body))
    assert (found.change_id, found.base_commit, found.version_links) == (None, None, ())
    found = read(mail("[PATCH 0/1] x", body))
    assert (found.change_id, found.base_commit) == ("1-tree", "0" * 40)
    assert found.version_links == (VersionLink("1@example.org", 1),)


def test_the_sender_is_put_right_before_tags_are_judged() -> None:
    sender = "Bob Builder via Demo <demo@lists.example.org>"
    raw = mail("Re: [PATCH] x", "Acked-by: B <bob@example.org>\n", sender=sender, reply_to="bob@example.org")
    found = read(raw)
    assert (found.sender, found.munged) == (Person("Bob Builder", "bob@example.org"), True)
    assert [tag.how for tag in found.tags] == ["given"]


@pytest.mark.parametrize(
    ("headers", "parent", "references"),
    [
        ({"in_reply_to": "<1@x.y>", "references": "<0@x.y> <1@x.y>"}, "1@x.y", ("0@x.y", "1@x.y")),
        ({"in_reply_to": "<1@x.y>", "references": "<0@x.y>\n\t<2@x.y>"}, "1@x.y", ("0@x.y", "2@x.y", "1@x.y")),
        ({"references": "<0@x.y> <1@x.y>"}, "1@x.y", ("0@x.y", "1@x.y")),
        ({"in_reply_to": "Ann's mail of Wed <1@x.y>"}, "1@x.y", ("1@x.y",)),
        ({"in_reply_to": "your mail of Wed"}, None, ()),
        ({"in_reply_to": "<self@x.y>", "references": "<0@x.y> <self@x.y>"}, None, ("0@x.y",)),
        ({"references": "<self@x.y>"}, None, ()),
        ({"in_reply_to": "<1@x.y> <2@x.y>"}, "1@x.y", ("1@x.y",)),
        ({"in_reply_to": "1@x.y"}, "1@x.y", ("1@x.y",)),
        ({}, None, ()),
    ],
)
def test_references(headers: dict[str, str], parent: str | None, references: tuple[str, ...]) -> None:
    found = read(mail("Re: x", message_id="self@x.y", **headers))
    assert (found.parent, found.references) == (parent, references)


def test_of_many_references_the_first_and_the_nearest_are_kept() -> None:
    found = read(mail("Re: x", references=" ".join(f"<{number}@x.y>" for number in range(500))))
    assert found.parent == "499@x.y"
    assert len(found.references) == clean.REFERENCES
    assert found.references[:2] == ("0@x.y", f"{501 - clean.REFERENCES}@x.y")
    assert found.references[-1] == "499@x.y"


def test_the_first_message_id_counts() -> None:
    assert read(mail(message_id="1@x.y", headers=[("Message-ID", "<2@x.y>")])).message_id == "1@x.y"


@pytest.mark.parametrize("headers", [[], [("Message-ID", "")], [("Message-ID", "<>")]])
def test_a_mail_without_an_id_has_the_same_one_wherever_it_comes_from(headers: list[tuple[str, str]]) -> None:
    first = read(mail(message_id=None, headers=headers))
    again = read(mail(message_id=None, received="from x by y; 16 Jul 2026 01:00 +0000", headers=[("List-Id", "<z>")]))
    assert first.message_id == again.message_id
    assert first.problem == "no Message-ID"
    others = [read(mail(body="Others.\n", message_id=None)), read(mail("other", message_id=None))]
    assert len({first.message_id, *(each.message_id for each in others)}) == 3


def test_a_known_problem_is_named_before_others() -> None:
    assert read(mail(date="31 Feb 2026 10:00", message_id=None)).problem == "impossible date"
    assert read(mail(date=None), problem="cut short").problem == "cut short"
    assert read(mail(content_type="a/b" + ";" * 9000)).problem is not None


@pytest.mark.parametrize("raw", [b"", b"\n", b"\0", b"\n\n\n", b"no headers at all", b":\n:\n\n:", b"\xff" * 100])
def test_hardly_a_mail(raw: bytes) -> None:
    archived = WRITTEN
    found = message.parse(raw, archived).mail
    assert (found.kind, found.date, found.sender.email) == ("other", archived, "")
    assert found.problem in ("no date", "impossible date")
    assert found.message_id.startswith("none-")


def test_raw_bytes_in_headers() -> None:
    raw = mail("[PATCH] Z\udcc3\udca4hle B\udcfcume", sender="J\udcc3\udcb6rg <j@example.org>")
    found = read(raw)
    assert (found.subject.title, found.sender.name) == ("Zähle B\ufffdume", "Jörg")


def test_a_line_without_end_hides_no_diff() -> None:
    found = read(mail("[PATCH] x", "x" * 100_000 + "\n" + "---" * 50_000 + "\n" + patch_body()))
    assert found.kind == "patch"
    assert found.diff is not None
    assert found.diff.files == (FileChange("fs/tree.c", 1, 1),)
