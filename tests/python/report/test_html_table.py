"""Cells as they are shown, sorted and downloaded."""

from __future__ import annotations

import numpy as np
import pandas as pd

from radiotmb.report import render_report, wording
from radiotmb.report.blocks import Column, Table
from radiotmb.report.html_table import ROWS_HELD, ROWS_SHOWN, html_table


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


def test_a_long_table_keeps_its_other_rows_for_a_button_and_is_whole_in_the_download():
    frame = pd.DataFrame({"n": range(ROWS_SHOWN + 50), "name": "x"})
    table = html_table(Table("t", "T", frame))
    assert (len(table.rows), len(table.rest), table.total) == (ROWS_SHOWN, 50, ROWS_SHOWN + 50)
    assert table.rest[-1] == [["149", "149.0"], "x"]
    assert len(table.csv.splitlines()) == ROWS_SHOWN + 51


def test_a_table_too_long_for_a_page_says_how_many_rows_it_holds(output):
    frame = pd.DataFrame({"n": range(ROWS_HELD + 7)})
    table = html_table(Table("t", "T", frame))
    assert (table.held, table.total) == (ROWS_HELD, ROWS_HELD + 7)
    assert len(table.csv.splitlines()) == ROWS_HELD + 1
    whole = html_table(Table("t", "T", frame), rows=len(frame))
    assert whole.held == whole.total == len(frame)
    mutations = pd.DataFrame({
        "gene": "APC", "chrom": "5", "pos": range(1, len(frame) + 1), "ref": "C", "alt": "T",
        "patients": 1, "shared": 1, "primary_only": 0, "metastasis_only": 0, "discordant": 0.0,
        "lower": 0.0, "upper": 0.975,
    })  # fmt: skip
    mutations.to_csv(output / "tables" / "mutations.csv", index=False)
    page = render_report(output).read_text()
    assert "Show the first 5000 rows" in page
    assert "the folder tables of the results all 5007" in page


def test_labels_are_said_once_from_the_left():
    frame = pd.DataFrame({
        "lesion": ["primary", "primary", "metastasis"], "phase": ["a", "b", "b"], "n": [1, 1, 1],
    })  # fmt: skip
    columns = {name: Column(name) for name in frame}
    rows = html_table(Table("t", "T", frame, columns)).rows
    # The phase of the last row is that of the row above, but of another lesion.
    assert [[cell.again for cell in row] for row in rows] == [
        [False, False, False], [True, False, False], [False, False, False],
    ]  # fmt: skip
    assert rows[1][0].text == "primary"


def test_a_value_can_be_a_link():
    column = Column("Patient", address=lambda name: f"patients/{name}.html")
    table = html_table(Table("t", "T", pd.DataFrame({"patient_id": ["a"]}), {"patient_id": column}))
    assert table.rows[0][0].address == "patients/a.html"


def test_numbers_of_a_column_have_the_same_decimals():
    table = html_table(Table("t", "T", pd.DataFrame({"tmb": [18.0, 0.5]}),
                             {"tmb": Column("TMB", wording.decimals)}))  # fmt: skip
    assert [row[0].text for row in table.rows] == ["18.00", "0.50"]


def test_a_column_of_remarks_without_a_remark_is_left_out():
    columns = {"n": Column("n"), "note": Column("Note")}
    silent = pd.DataFrame({"n": [1, 2], "note": [None, np.nan]})
    assert [h.text for h in html_table(Table("t", "T", silent, columns)).heads] == ["n"]
    spoken = silent.assign(note=[None, "few events"])
    assert [h.text for h in html_table(Table("t", "T", spoken, columns)).heads] == ["n", "Note"]


def test_counts_have_no_decimals_also_beside_missing_ones_and_heads_are_words():
    frame = pd.DataFrame({"patient_id": ["A", "B"], "lesions_seen": [2.0, None], "tmb": [1.5, 2]})
    table = html_table(Table("t", "T", frame))
    assert [head.text for head in table.heads] == ["Patient", "Lesions seen", "TMB (mutations/Mb)"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["A", "2", "1.500"], ["B", "–", "2.000"],
    ]  # fmt: skip
