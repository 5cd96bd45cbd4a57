"""Where columns end: as bytes.split has it, for whatever bytes, and never outside the arrays."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radiotmb.tmb._blocks import column_ends
from radiotmb.tmb.formats.text_block import Cutter

SIGNS = st.sampled_from(list(b"\t\n\r ab,;:|\x00\x08\xff"))


def expected(text, columns):
    """The ends, told by splitting; None where a line has other columns or holds a control sign."""
    lines = text.split(b"\n")
    if lines.pop() or any(line.count(b"\t") != columns - 1 for line in lines):
        return None
    if any(sign < 10 and sign != 9 for sign in text):
        return None
    return [place for place, sign in enumerate(text) if sign in b"\t\n"]


@given(st.lists(SIGNS, max_size=80).map(bytes), st.integers(1, 4))
@example(b"", 3)
@example(b"a\tb\n" * 20, 2)
@example(b"a" * 15 + b"\t" + b"b" * 15 + b"\n", 2)
@example(b"a\tb\n" * 20 + b"c\td", 2)
def test_ends_are_those_of_splitting(text, columns):
    found = Cutter().cut(text, columns)
    wanted = expected(text, columns)
    assert (None if found is None else found.ravel().tolist()) == wanted


@given(st.lists(st.lists(st.binary(max_size=40), min_size=3, max_size=3), min_size=1, max_size=30))
def test_cells_come_back_whole(rows):
    cells = [[bytes(letter for letter in cell if letter > 10) for cell in row] for row in rows]
    text = b"".join(b"\t".join(row) + b"\n" for row in cells)
    ends = Cutter().cut(text, 3)
    starts = np.append(0, ends.ravel()[:-1] + 1).reshape(ends.shape)
    back = [
        [text[start:end] for start, end in zip(*both, strict=True)]
        for both in zip(starts, ends, strict=True)
    ]
    assert back == cells


def test_a_cutter_keeps_nothing_of_the_text_before():
    cutter = Cutter()
    first = cutter.cut(b"aaaa\tbbbb\n" * 9, 2)
    copy = first.copy()
    assert cutter.cut(b"c\td\n", 2).tolist() == [[1, 3]]
    np.testing.assert_array_equal(first, copy)


def test_an_array_too_short_is_never_overrun():
    room = np.full(4, -7, dtype=np.int64)
    assert column_ends(b"a\tb\n" * 3, 2, room[:3]) is None
    assert room[3] == -7
    assert column_ends(b"a\tb\n" * 2, 2, room) == 4


@pytest.mark.parametrize("columns", [0, -1])
def test_lines_of_no_columns_are_none(columns):
    assert column_ends(b"a\tb\n", columns, np.empty(9, dtype=np.int64)) is None
