"""The first names of a list and how many more."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from radiotmb.runtime.name_some import name_some, shown_name


def test_as_many_as_are_asked_for_are_named_without_a_rest():
    assert name_some(["a", "b", "c", "d", "e"]) == "a, b, c, d, e"
    assert name_some([]) == ""
    assert name_some([7, 1.5], separator="; ") == "7; 1.5"


def test_a_name_is_one_line_without_what_a_terminal_obeys():
    assert name_some(["a\r\nb", "c\td", "e\x1b[31m\x07", "f\u202eg"]) == "a b, c d, e?[31m?, f?g"
    assert name_some(["x" * 300, "y"], quote="'", longest=40) == f"'{'x' * 37}...', 'y'"


@given(st.text(), st.integers(4, 50))
def test_a_shown_name_is_as_long_as_it_may_be_and_prints(name, longest):
    shown = shown_name(name, longest)
    assert len(shown) <= longest
    assert not set(shown) & {"\n", "\r", "\t", "\x1b", "\x07", "\x9b", "\u2028"}
    assert shown_name(shown, longest) == shown


@given(st.integers(0, 40), st.integers(1, 12))
def test_what_is_named_and_the_rest_are_all(count, most):
    text = name_some((f"P{index}" for index in range(count)), most)
    rest = re.search(r" and (\d+) more$", text)
    named = re.findall(r"P\d+", text)
    assert named == [f"P{index}" for index in range(min(count, most))]
    assert len(named) + (int(rest[1]) if rest else 0) == count
