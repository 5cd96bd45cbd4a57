"""Answers in order, errors in their place, and never more under way than allowed."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.tmb.in_order import in_order


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=40), st.integers(1, 6))
def test_answers_are_those_of_map(items, waiting):
    assert list(in_order(str, items, waiting=waiting)) == list(map(str, items))


def test_an_error_of_the_items_comes_after_the_answers_before_it():
    def items():
        yield from (1, 2, 3)
        raise OSError("cut short")

    found = []
    with pytest.raises(OSError, match="cut short"):
        for answer in in_order(str, items()):
            found.append(answer)
    assert found == ["1", "2", "3"]


def test_an_error_of_the_function_comes_in_its_item_s_place():
    found = []
    with pytest.raises(ZeroDivisionError):
        for answer in in_order(lambda x: 6 // x, [1, 2, 0, 3]):
            found.append(answer)
    assert found == [6, 3]


def test_items_are_made_only_so_far_ahead():
    taken = []

    def items():
        for number in range(50):
            taken.append(number)
            yield number

    for answered, _ in enumerate(in_order(str, items(), waiting=3), start=1):
        assert len(taken) <= answered + 3


def test_who_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    answers = in_order(str, iter(range(1000)))
    assert next(answers) == "0"
    answers.close()
    assert threading.active_count() == before
