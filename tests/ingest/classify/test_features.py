"""What the lexical model counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.classify.features import BUCKETS, SHAPES, features


@given(st.text(), st.text(), st.sampled_from(["author", "reviewer", "unknown"]))
def test_any_text_has_features_in_bounds(text: str, quoted: str, role: str) -> None:
    buckets, values = features(text, quoted, role)
    assert len(buckets) == len(values)
    assert len(set(buckets.tolist())) >= len(buckets) / 4, "each of four kinds counts a bucket once"
    assert ((buckets >= 0) & (buckets < BUCKETS)).all()
    assert np.isfinite(values).all()
    assert (values > 0).all()


def test_the_same_remark_has_the_same_features() -> None:
    one, other = (
        features("Why is this needed?", "> +foo();", "reviewer"),
        features("Why is this needed?", "> +foo();", "reviewer"),
    )
    assert (one[0] == other[0]).all()
    assert (one[1] == other[1]).all()


def test_text_quoted_lines_and_role_are_told_apart() -> None:
    base = _of("needed", "", "reviewer")
    assert _of("", "needed", "reviewer") != base
    assert _of("needed", "", "author") != base
    assert _of("needed", "> > needed", "reviewer") != _of("needed", "> needed", "reviewer")


def test_rare_words_weigh_more() -> None:
    idf = np.ones(BUCKETS, np.float32)
    plain = dict(zip(*map(list, features("common rare", "", "reviewer", idf)), strict=True))
    rare = features("rare", "", "reviewer")[0]
    idf[rare] = 5
    weighed = dict(zip(*map(list, features("common rare", "", "reviewer", idf)), strict=True))
    words = [bucket for bucket in rare if bucket >= SHAPES]
    assert all(weighed[bucket] > plain[bucket] for bucket in words)


def _of(text: str, quoted: str, role: str) -> list[tuple[int, float]]:
    buckets, values = features(text, quoted, role)
    return list(zip(buckets.tolist(), values.tolist(), strict=True))
