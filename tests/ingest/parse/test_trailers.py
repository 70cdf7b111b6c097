"""Trailers: which lines are tags, whose they are, and that b4 would say the same."""

from __future__ import annotations

import email

import pytest
from b4 import LoreMessage
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.facts import Person, Tag
from ingest.parse.trailers import MOST_TAGS, VALUE_CHARACTERS, kinds, of_patch, of_reply
from tests.mails import mail

ANN = Person("Ann Author", "ann@example.org")
ANN_TAG = "Ann Author <ann@example.org>"
BOB_TAG = "Bob Builder <bob@example.com>"


def replied(body: str, sender: Person = ANN) -> list[tuple[str, str, str]]:
    return [(tag.kind, tag.email or tag.value, tag.how) for tag in of_reply(sender, body)]


@pytest.mark.parametrize(
    ("name", "stands_for"),
    [
        ("Reviewed-by", ("Reviewed-by",)),
        ("REVIEWED-BY", ("Reviewed-by",)),
        ("Nacked-by", ("Nacked-by",)),
        ("Reviewed-and-tested-by", ("Reviewed-by", "Tested-by")),
        ("Reported-and-Tested-by", ("Reported-by", "Tested-by")),
        ("Acked/Tested-by", ("Acked-by", "Tested-by")),
        ("Reviewed-and-reviewed-by", ("Reviewed-by",)),
        ("Reviewd-by", ("Reviewed-by",)),
        ("Reviewed--by", ("Reviewed-by",)),
        ("Tested--by", ("Tested-by",)),
        ("Ack-by", ("Acked-by",)),
        ("Acked-By", ("Acked-by",)),
        ("Signed-of-by", ("Signed-off-by",)),
        ("Fixes", ("Fixes",)),
        ("Buglink", ("Buglink",)),
        ("Mail", ()),
        ("X-sender", ()),
        ("References", ()),
        ("Received-SPF", ()),
        ("Message-ID", ()),
        ("Cc", ()),
        ("Replied-by", ()),
        ("Not-by", ()),
        ("Reviewed-and-liked-by", ()),
        ("by", ()),
        ("x" * 500 + "-by", ()),
    ],
)
def test_what_a_name_stands_for(name: str, stands_for: tuple[str, ...]) -> None:
    assert kinds(name) == stands_for


def test_an_objection_is_no_ack() -> None:
    assert replied(f"Nacked-by: {ANN_TAG}\n") == [("Nacked-by", "ann@example.org", "given")]
    assert "Acked-by" not in kinds("Nack-by")


@pytest.mark.parametrize(
    "value",
    [
        "Ann Author <ann@example.org>",
        "Ann Author <Ann@Example.org>",
        "A. Author <ann@example.org>",
        "ann@example.org",
        "Ann Author <ann+kernel@example.org>",
        "Ann Author <ann@mail.example.org>",
        "Ann Author <elsewhere@example.com>",
        "ann author <elsewhere@example.com>",
        "Ann Author <ann@example.org> # for the tree",
        "Ann Author <ann@example.org> #tree",
        "Ann Author <ann@example.org><mailto:ann@example.org>",
        "Ann Author\n<ann@example.org>",
    ],
)
def test_a_tag_is_given_by_address_or_name(value: str) -> None:
    (tag,) = of_reply(ANN, f"Looks good.\n\nReviewed-by: {value}\n")
    assert (tag.kind, tag.how) == ("Reviewed-by", "given")
    assert "#" not in tag.value


@pytest.mark.parametrize("value", [BOB_TAG, "Ann <ann@elsewhere.example.com>", "ann@sub.sub.example.org"])
def test_a_tag_of_somebody_else_is_relayed(value: str) -> None:
    assert [how for _kind, _email, how in replied(f"Reviewed-by: {value}\n")] == ["relayed"]


def test_a_program_may_have_made_the_blank_one_that_does_not_break() -> None:
    assert replied(f"Acked-by:\xa0 {ANN_TAG}\n") == [("Acked-by", "ann@example.org", "given")]


def test_a_name_with_its_parts_the_other_way_round() -> None:
    sender = Person("Author, Ann", "ann@example.org")
    body = f"Acked-by: Ann Author <elsewhere@example.com>\nTested-by: {BOB_TAG}\n"
    assert replied(body, sender) == [
        ("Acked-by", "elsewhere@example.com", "given"),
        ("Tested-by", "bob@example.com", "relayed"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"> Reviewed-by: {ANN_TAG}\n",
        f" > Reviewed-by: {ANN_TAG}\n",
        f"-- \nReviewed-by: {ANN_TAG}\n".join(["Thanks\n", ""]),
        f"You have my Reviewed-by: {ANN_TAG}\n",
        f"Reviewed-by {ANN_TAG}\n",
        "Reviewed-by: Ann Author\n",
        "Reviewed-by: me\n",
        "Reviewed-by: https://example.org/@ann.b\n",
        "Mail: ann@example.org\nX-sender: ann@example.org\nReferences: <1@example.org>\n",
        "Received-SPF: pass (client-ip=1.2.3.4; envelope-from=ann@example.org)\n",
        "From: Ann Author <ann@example.org>\nTo: bob@example.org\nSubject: x\nCc: Bob <bob@example.org>\n",
        "Fixes: the tree\n",
        "",
    ],
)
def test_what_is_no_tag(body: str) -> None:
    assert of_reply(ANN, body) == ()


def test_tags_stand_anywhere_in_a_reply() -> None:
    body = (
        f"> Count.\nFine.\n\n  Acked-by: {ANN_TAG}\n\n> --- a/x\n> +++ b/x\n"
        f"Tested-by: {ANN_TAG}\n> Acked-by: {BOB_TAG}\n Reviewed-and-tested-by: {BOB_TAG}\nAcked-by: {ANN_TAG}\n"
    )
    assert replied(body) == [
        ("Acked-by", "ann@example.org", "given"),
        ("Tested-by", "ann@example.org", "given"),
        ("Reviewed-by", "bob@example.com", "relayed"),
        ("Tested-by", "bob@example.com", "relayed"),
    ]


def test_a_reply_may_name_a_commit_and_a_link() -> None:
    body = 'Fixes: 0123456789ab ("tree: # and\ncount")\nLink: https://example.org/r/1@example.org # why\n'
    assert replied(body) == [
        ("Fixes", '0123456789ab ("tree: # and count")', "given"),
        ("Link", "https://example.org/r/1@example.org", "given"),
    ]


def test_a_commit_message_has_its_tags_in_the_last_paragraph() -> None:
    message = (
        "From: Bob Builder <bob@example.com>\n\nCount trees.\n\nAcked-by: Too Early <early@example.org>\n\n"
        f'Fixes: 0123456789ab ("tree")\nCloses: https://example.org/1\nSigned-off-by: {BOB_TAG}\n'
        f"[Ann: said it better]\nSigned-off-by: {ANN_TAG}\nCc: stable@example.org # 6.1\n\n  \n"
    )
    tags, author = of_patch(message)
    assert author == Person("Bob Builder", "bob@example.com")
    assert tags == (
        Tag("Fixes", '0123456789ab ("tree")', "", "", "written"),
        Tag("Closes", "https://example.org/1", "", "", "written"),
        Tag("Signed-off-by", BOB_TAG, "Bob Builder", "bob@example.com", "written"),
        Tag("Signed-off-by", ANN_TAG, "Ann Author", "ann@example.org", "written"),
    )


@pytest.mark.parametrize(
    ("message", "author"),
    [
        ("From: Bob <bob@example.com>\n\nCount.\n", "bob@example.com"),
        ("\n\nFrom: Bob <bob@example.com>\n", "bob@example.com"),
        (
            "Subject: [PATCH] x\nFrom: =?utf-8?q?B=C3=B6b?= <bob@example.com>\nDate: today\n\nCount.\n",
            "bob@example.com",
        ),
        ("Count.\n\nFrom: Bob <bob@example.com>\n", None),
        ("Count.\nFrom: Bob <bob@example.com>\n", None),
        ("From: here on it is counted.\n", None),
        ("", None),
    ],
)
def test_the_author_that_a_patch_names(message: str, author: str | None) -> None:
    found = of_patch(message)[1]
    assert (found.email if found else None) == author


def test_there_is_an_end_to_tags_and_to_what_they_say() -> None:
    many = "".join(f"Acked-by: {number} <{number}@example.org>\n" for number in range(1000))
    assert len(of_reply(ANN, many)) == len(of_patch(many)[0]) == MOST_TAGS
    (tag,) = of_patch("Link: https://example.org/" + "x" * 9000)[0]
    assert len(tag.value) == VALUE_CHARACTERS
    assert of_reply(ANN, "Acked-by: " + "@" * 9000 + ".x") == ()


LINES = [
    *(f"{name}: {who}" for name in ("Reviewed-by", "Acked-by", "Tested-by", "Mail", "X") for who in (ANN_TAG, BOB_TAG)),
    "  Tested-by: ann+kernel@example.org",
    f"Signed-off-by: {BOB_TAG} # once",
    "Acked-by: Ann Author\n<elsewhere@example.com>",
    'Fixes: 0123456789ab ("tree: count\nall of them")',
    "Closes: https://example.org/1",
    f"> Acked-by: {BOB_TAG}",
    "Tested-by: nobody",
    "Looks good: fine.",
    "",
    "-- ",
]


@given(st.lists(st.sampled_from(LINES), max_size=12))
@example(["> Acked-by: Bob Builder <bob@example.com>", "-- ", "Reviewed-by: Ann Author <ann@example.org>"])
def test_b4_finds_the_same_in_ordinary_replies(lines: list[str]) -> None:
    lore = LoreMessage(email.message_from_bytes(mail("Re: [PATCH] x", "\n".join(lines), parent="1@example.org")))
    accepted, mismatched = lore.get_trailers()
    found = [(each, "given") for each in accepted] + [(each, "relayed") for each in lore.trailers if each in mismatched]
    known = [(each.name, each.value, how) for each, how in found if kinds(each.name)]
    known = [each for each in known if each[0] != "Tested-by" or "@" in each[1]]
    assert [(tag.kind, tag.value, tag.how) for tag in of_reply(ANN, "\n".join(lines))] == list(dict.fromkeys(known))


@given(st.lists(st.sampled_from(LINES[:-1]), max_size=12))
def test_b4_finds_the_same_in_ordinary_commit_messages(lines: list[str]) -> None:
    message = "\n".join(["Count.", "", *lines])
    found = LoreMessage.get_body_parts(message.rstrip() + "\n")[2]
    known = [(each.name, each.value) for each in found if kinds(each.name) and each.value != "nobody"]
    assert [(tag.kind, tag.value) for tag in of_patch(message)[0]] == list(dict.fromkeys(known))


PIECES = st.sampled_from(
    ["\n", "\n\n", "\n-- \n", "Acked-by: ", "Fixes: ", "Link:", "From: ", *'ab01<>@.,+#()[]"\\: \té']
)


@given(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=30))
def test_any_text_gives_tags_that_can_be_stored(body: str, name: str) -> None:
    for tag in of_reply(Person(name, "a@b.a"), body) + of_patch(body)[0]:
        assert kinds(tag.kind) == (tag.kind,)
        assert len(tag.email) <= 255
        assert len(tag.value) <= 2 * VALUE_CHARACTERS
        assert "\n" not in tag.value
