"""The first names of a list and how many more."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from radiotmb.runtime.name_some import name_some


def test_as_many_as_are_asked_for_are_named_without_a_rest():
    assert name_some(["a", "b", "c", "d", "e"]) == "a, b, c, d, e"
    assert name_some([]) == ""
    assert name_some([7, 1.5], separator="; ") == "7; 1.5"


@given(st.integers(0, 40), st.integers(1, 12))
def test_what_is_named_and_the_rest_are_all(count, most):
    text = name_some((f"P{index}" for index in range(count)), most)
    rest = re.search(r" and (\d+) more$", text)
    named = re.findall(r"P\d+", text)
    assert named == [f"P{index}" for index in range(min(count, most))]
    assert len(named) + (int(rest[1]) if rest else 0) == count
