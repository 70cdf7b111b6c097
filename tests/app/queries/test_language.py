"""The query language: what is one term, what joins terms, and what is refused with which words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.errors import UsageError
from app.queries.language import (
    EVERYTHING,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    Group,
    Objected,
    Query,
    QueryError,
    Term,
    fold,
    parse,
)


def all_of(*parts: Query) -> Group:
    return Group("and", parts)


def any_of(*parts: Query) -> Group:
    return Group("or", parts)


def none_of(part: Query) -> Group:
    return Group("not", (part,))


def text(value: str) -> Term:
    return Term("text", value)


def one(*terms: str) -> Objected:
    """An objection of which all these terms hold."""
    return Objected(tuple(Term(*term.split(":")) for term in terms))


PUMPS = Term("list", "pumps")


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", EVERYTHING),
        (" \t ", EVERYTHING),
        ("list:pumps", PUMPS),
        ("List:pumps", PUMPS),
        ("valve", text("valve")),
        ("leaky valve", all_of(text("leaky"), text("valve"))),
        ('"leaky valve"', text("leaky valve")),
        ('subject:"leaky valve"', Term("subject", "leaky valve")),
        ('subject:leaky" "valve', Term("subject", "leaky valve")),
        ('"list:pumps"', text("list:pumps")),
        ('"OR"', text("OR")),
        ("or", text("or")),
        ("-list:pumps", none_of(PUMPS)),
        ("--list:pumps", PUMPS),
        ('-"leaky valve"', none_of(text("leaky valve"))),
        ("use-after-free", text("use-after-free")),
        ("a - b", all_of(text("a"), text("-"), text("b"))),
        ("a OR b", any_of(text("a"), text("b"))),
        ("a b OR c", any_of(all_of(text("a"), text("b")), text("c"))),
        ("a (b OR c)", all_of(text("a"), any_of(text("b"), text("c")))),
        ("-(a b)", none_of(all_of(text("a"), text("b")))),
        ("((list:pumps))", PUMPS),
        ("kfree() (a)", all_of(text("kfree()"), text("a"))),
        ("(kfree())", text("kfree()")),
        ("fs/erofs: fix", all_of(text("fs/erofs:"), text("fix"))),
        ("updated:2026-07-01..2026-07-15", Term("updated", "2026-07-01..2026-07-15")),
        ("objection:logic", one("objection:logic")),
        ("-outcome:open", none_of(one("outcome:open"))),
        ("objection:logic a outcome:open", all_of(text("a"), one("objection:logic", "outcome:open"))),
        ("objection:logic severity:minor", one("objection:logic", "severity:minor")),
        ("objection:logic -severity:minor", all_of(none_of(one("severity:minor")), one("objection:logic"))),
        ("objection:logic (outcome:open)", all_of(one("outcome:open"), one("objection:logic"))),
        ("objection:logic OR outcome:open", any_of(one("objection:logic"), one("outcome:open"))),
        ("-(objection:logic outcome:open)", none_of(one("objection:logic", "outcome:open"))),
        ("tag:Reviewed-by=bea@example.org", Term("tag", "Reviewed-by=bea@example.org")),
    ],
)
def test_a_query_and_its_tree(query: str, tree: Query) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("lst:pumps", 'lst: is not a term; did you mean list: or the text "lst:pumps" in quotes?'),
        ("reviewers:bea", 'reviewers: is not a term; did you mean reviewer: or the text "reviewers:bea" in quotes?'),
        ("list:", "list: expects the name or address of a mailing list"),
        ('file:""', "file: expects a path, a directory, or a pattern with *"),
        ("state:", "state: expects a state such as changes-requested"),
        ("is:", "is: expects open, stalled, snoozed or mine"),
        ("objection:", "objection: expects a label such as abstraction, a group such as design, or any"),
        ('"never ends', "a quote is never closed"),
        ("(a", "a ( is never closed; put it in quotes to search for it"),
        ("a)", "a ) closes nothing; put it in quotes to search for it"),
        ("()", "() holds nothing; put it in quotes to search for it"),
        ("OR a", "OR needs a term on both sides; put it in quotes to search for it"),
        ("a OR", "OR needs a term on both sides; put it in quotes to search for it"),
        ("a OR OR b", "OR needs a term on both sides; put it in quotes to search for it"),
        ("(a OR) b", "OR needs a term on both sides; put it in quotes to search for it"),
        ("a -OR b", "- needs a term after it"),
        ("(a -) b", "- needs a term after it"),
        ("a\0b", "the query has characters that no text can have"),
        ("a\udc80b", "the query has characters that no text can have"),
    ],
)
def test_what_is_refused_is_named(query: str, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert str(refused.value) == message
    assert isinstance(refused.value, UsageError)


def test_length_terms_and_depth_are_bounded() -> None:
    parse("x" * MAX_LENGTH)
    parse("x " * MAX_TERMS)
    parse("(" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1))
    for query in ("x" * (MAX_LENGTH + 1), "x " * (MAX_TERMS + 1), "(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH):
        with pytest.raises(QueryError, match=r"^the query "):
            parse(query)


@given(some.text(alphabet='ab:-()" OR\0\ud800list', max_size=60) | some.text(max_size=60))
def test_any_text_is_a_query_or_a_query_error(query: str) -> None:
    try:
        tree = parse(query)
    except QueryError:
        return
    leaves = fold(tree, lambda term: 1, lambda group, parts: sum(parts))
    assert 0 <= leaves <= MAX_TERMS


trees = some.recursive(
    some.sampled_from(["a", "b", "c"]).map(text),
    lambda parts: some.builds(
        lambda word, inner: Group(word, tuple(inner[:1] if word == "not" else inner)),
        some.sampled_from(["and", "or", "not"]),
        some.lists(parts, min_size=2, max_size=3),
    ),
    max_leaves=6,
)


def written(tree: Query) -> str:
    sign = {"and": " ", "or": " OR "}
    return fold(
        tree,
        lambda term: term.value,
        lambda group, parts: f"-{parts[0]}" if group.word == "not" else f"({sign[group.word].join(parts)})",
    )


@given(trees)
def test_a_tree_that_is_written_down_and_read_means_the_same(tree: Query) -> None:
    try:
        read = parse(written(tree))
    except QueryError as refused:
        assert "deep" in str(refused)  # noqa: PT017
        return

    def holds(query: Query, facts: dict[str, bool]) -> bool:
        meaning = {"and": all, "or": any, "not": lambda parts: not parts[0]}
        return fold(query, lambda term: facts[term.value], lambda group, parts: meaning[group.word](parts))

    for number in range(8):
        facts = {"a": bool(number & 1), "b": bool(number & 2), "c": bool(number & 4)}
        assert holds(read, facts) == holds(tree, facts)
