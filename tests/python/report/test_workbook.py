"""The workbook holds every table of the page, numbers as numbers and text as text."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.report import write_workbook
from radiotmb.report.blocks import Table
from radiotmb.report.render import report_sections
from radiotmb.report.study_output import read_output
from radiotmb.report.workbook import SIMULATED


@pytest.fixture
def book(output):
    return openpyxl.load_workbook(write_workbook(output))


def test_every_table_of_the_page_has_a_sheet_and_a_line_in_the_contents(output, book):
    blocks = [b for s in report_sections(read_output(output)) for b in s.blocks]
    titles = [b.title for b in blocks if isinstance(b, Table) and len(b.data)]
    assert len(book.sheetnames) == len(titles) + 1
    listed = list(book["Contents"].iter_rows(values_only=True))[2:]
    assert [row[2] for row in listed] == titles
    assert [row[0] for row in listed] == book.sheetnames[1:]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_a_number_keeps_its_digits_and_is_shown_rounded(output, book):
    burden = pd.read_csv(output / "tables" / "burden.csv")
    sheet = book["burden"]
    heads = [cell.value for cell in sheet[2]]
    column = heads.index("TMB per Mb") + 1
    cells = [sheet.cell(row, column) for row in range(3, sheet.max_row + 1)]
    assert [cell.value for cell in cells] == pytest.approx(list(burden["tmb"]), rel=1e-15)
    assert {cell.number_format for cell in cells} <= {"0.00", "0"}


def test_a_formula_in_a_table_stays_text_and_control_characters_do_not_break_the_file(
    tmp_path, simulated
):
    tables = simulated.simulate_tables()
    tables["burden"].loc[0, "status"] = '=HYPERLINK("x")\x07'
    out = simulated.write_output(tmp_path / "r", tables=tables)
    book = openpyxl.load_workbook(write_workbook(out))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    (planted,) = [cell for cell in cells if "HYPERLINK" in str(cell.value)]
    assert planted.data_type == "s"
    assert not any(cell.data_type == "f" for cell in cells)


def test_simulated_data_says_so_on_every_sheet(book):
    for sheet in book:
        assert SIMULATED in str(sheet["A1"].value)


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"results\.json"):
        write_workbook(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_small_p_value_is_a_number_that_is_shown_as_on_the_page(tmp_path, simulated):
    tables = simulated.simulate_tables()
    tables["lesion_tests"].loc[0, "p_value"] = 1.25e-7
    sheet = openpyxl.load_workbook(
        write_workbook(simulated.write_output(tmp_path / "r", tables=tables))
    )["lesion_tests"]
    place = [cell.value for cell in sheet[2]].index("p") + 1
    cell = sheet.cell(3, place)
    assert cell.value == pytest.approx(1.25e-7)
    assert cell.number_format == '[<0.001]"< 0.001";0.000'


def test_heads_stay_in_view_and_the_contents_lead_to_the_sheets(book):
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A3"}
    for row in book["Contents"].iter_rows(min_row=3):
        assert row[0].hyperlink.location == f"'{row[0].value}'!A1"
