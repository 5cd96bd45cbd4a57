"""Cells as they are shown, sorted and downloaded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Column, Table
from radiotmb.report.html_table import ROWS_SHOWN, html_table


def test_numbers_sort_by_value_and_not_by_what_is_printed():
    table = html_table(Table("t", "T", pd.DataFrame({"p": [0.0004, np.nan, 0.2]}),
                             {"p": Column("p", wording.p_value)}))  # fmt: skip
    assert [row[0].text for row in table.rows] == ["<\u00a00.001", "–", "0.200"]
    assert [row[0].sort for row in table.rows] == ["0.0004", "", "0.2"]


def test_an_interval_is_one_column_that_sorts_by_its_lower_end():
    frame = pd.DataFrame({"lower": [0.1, np.nan], "upper": [0.9, np.nan]})
    column = Column("95% CI", wording.interval, of=("lower", "upper"))
    table = html_table(Table("t", "T", frame, {"interval": column}))
    assert [row[0].text for row in table.rows] == ["0.10\u00a0to\u00a00.90", "–"]
    assert table.rows[0][0].sort == "0.1"


def test_columns_that_a_table_lacks_are_left_out():
    columns = {"here": Column("Here"), "gone": Column("Gone"), "ci": Column("CI", of=("a", "b"))}
    table = html_table(Table("t", "T", pd.DataFrame({"here": ["x"]}), columns))
    assert [head.text for head in table.heads] == ["Here"]


def test_logical_values_are_yes_and_no():
    table = html_table(Table("t", "T", pd.DataFrame({"discordant": [True, False]})))
    assert [row[0].text for row in table.rows] == ["yes", "no"]
    assert not table.heads[0].numeric


def test_a_long_table_is_cut_on_the_page_and_whole_in_the_download():
    table = html_table(Table("t", "T", pd.DataFrame({"n": range(ROWS_SHOWN + 50)})))
    assert (len(table.rows), table.total) == (ROWS_SHOWN, ROWS_SHOWN + 50)
    assert len(table.csv.splitlines()) == ROWS_SHOWN + 51


def test_a_column_of_remarks_without_a_remark_is_left_out():
    columns = {"n": Column("n"), "note": Column("Note")}
    silent = pd.DataFrame({"n": [1, 2], "note": [None, np.nan]})
    assert [h.text for h in html_table(Table("t", "T", silent, columns)).heads] == ["n"]
    spoken = silent.assign(note=[None, "few events"])
    assert [h.text for h in html_table(Table("t", "T", spoken, columns)).heads] == ["n", "Note"]
