"""Items in their order, errors in their place, and never more made than allowed."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.tmb.read_ahead import map_ahead, read_ahead


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers()), max_size=40), st.integers(1, 6))
def test_the_items_are_the_same(items, waiting):
    assert list(read_ahead(items, waiting=waiting)) == items


def test_an_error_comes_after_the_items_before_it():
    def items():
        yield from (1, 2, 3)
        raise OSError("cut short")

    found = []
    with pytest.raises(OSError, match="cut short"):
        for item in read_ahead(items()):
            found.append(item)
    assert found == [1, 2, 3]


def test_items_are_made_only_so_far_ahead():
    taken = []

    def items():
        for number in range(50):
            taken.append(number)
            yield number

    for given_, _ in enumerate(read_ahead(items(), waiting=3), start=1):
        assert len(taken) <= given_ + 3


def test_who_stops_early_leaves_no_thread_behind():
    before = threading.active_count()
    items = read_ahead(iter(range(1000)))
    assert next(items) == 0
    items.close()
    assert threading.active_count() == before


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=40), st.integers(0, 4))
def test_a_function_of_each_item_in_their_order(items, threads):
    assert list(map_ahead(str, items, threads)) == [str(item) for item in items]


@pytest.mark.parametrize("threads", [0, 3])
def test_an_error_of_the_function_comes_after_the_items_before_it(threads):
    found = []
    with pytest.raises(ZeroDivisionError):
        for value in map_ahead(lambda item: 6 // item, [3, 2, 0, 1], threads):
            found.append(value)
    assert found == [2, 3]


def test_who_stops_a_function_early_leaves_no_thread_behind():
    before = threading.active_count()
    values = map_ahead(str, range(1000), 2)
    assert next(values) == "0"
    values.close()
    assert threading.active_count() == before
