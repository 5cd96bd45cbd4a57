"""Tables for a terminal: no word is broken, and what is not shown is named."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from radiotmb.cli.terminal_table import choose_columns, not_shown, table_lines, wrap_lines

WORDS = st.text("abcdef-_é漢", min_size=1, max_size=12)
CELLS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, WORDS), min_size=1, max_size=4), st.integers(40, 200))
def test_every_word_stands_whole_and_lines_fit(rows, width):
    frame = pd.DataFrame(rows, columns=["message", "remedy", "subject"])
    frame["count"] = range(len(frame))
    chosen = choose_columns(frame, width)
    lines = table_lines(frame[chosen], width)
    assert max(map(cell_len, lines)) <= width
    printed = set(" ".join(lines).split())
    for name in chosen:
        for value in frame[name]:
            assert set(str(value).split()) <= printed


def test_columns_are_chosen_by_width_and_the_first_ones_before_others():
    frame = pd.DataFrame({"patient_id": ["A01"], "megabases": [1.2], "tmb": [10.0]})
    assert choose_columns(frame, 200) == ["patient_id", "megabases", "tmb"]
    assert choose_columns(frame, 22) == ["patient_id", "megabases"]
    assert choose_columns(frame, 22, first=["tmb"]) == ["patient_id", "tmb"]


def test_one_column_is_shown_whatever_the_width():
    frame = pd.DataFrame({"feature": ["wavelet-LLH_glszm_SmallAreaEmphasis"], "x": [1]})
    assert choose_columns(frame, 10) == ["feature"]
    assert table_lines(frame[["feature"]], 10)[1] == "wavelet-LLH_glszm_SmallAreaEmphasis"


def test_without_a_width_a_row_is_a_line():
    frame = pd.DataFrame({"message": ["so many words " * 20], "n": [3]})
    assert len(table_lines(frame)) == 2


def test_a_terminal_obeys_nothing_in_a_table():
    frame = pd.DataFrame({"sample\x1b[2J": ["P1\x1b]0;title\x07", "two\nlines"]})
    printed = "".join(table_lines(frame, 80)) + wrap_lines("P1\x1b[2J", 80)
    assert all(letter.isprintable() for letter in printed)


def test_numbers_stand_to_the_right_and_missing_values_are_empty():
    frame = pd.DataFrame({"tmb": [1.23456, None], "lesion": ["primary", None]})
    assert table_lines(frame, 80) == ["  tmb  lesion", "1.235  primary", ""]


def test_what_is_not_shown_is_named_but_not_a_thousand_of_them():
    assert not_shown(["a", "b"]).startswith("Not shown for want of width: a, b. --wide")
    assert "and 992 more" in not_shown([f"feature_{i}" for i in range(1000)])


@pytest.mark.parametrize("width", [30, 60, 80])
def test_long_lines_are_wrapped_between_words(width):
    text = "  discordant: 7 of 24 (29.2%; 95% CI 12.6 to 51.1), counting noise alone 9\nshort"
    wrapped = wrap_lines(text, width)
    assert max(map(len, wrapped.splitlines())) <= width
    assert wrapped.split() == text.split()
