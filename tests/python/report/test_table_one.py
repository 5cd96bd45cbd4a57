"""Table 1 on the page: sizes in the headings, a variable once, what is missing, small p-values."""

from __future__ import annotations

import pytest

from radiotmb.report.html_table import html_table
from radiotmb.report.sections.cohort import cohort
from radiotmb.report.sections.table_one import table_one
from radiotmb.report.study_output import read_output


@pytest.fixture
def lines(output) -> list[list[str]]:
    first = table_one(read_output(output))[0]
    table = html_table(first)
    rows = [[cell.text for cell in row] for row in table.rows]
    return [[text.replace("\u00a0", " ") for text in row]
            for row in ([head.text for head in table.heads], *rows)]  # fmt: skip


def test_the_groups_have_their_sizes_and_a_variable_its_heading(lines):
    assert lines == [
        ["Characteristic", "All (n = 24)", "Concordant (n = 17)", "Discordant (n = 7)",
         "SMD (95% CI)", "p", "Test"],
        ["Age (years), median (quartiles)", "64 (58 to 70)", "63 (57 to 71)", "65 (60 to 69)",
         "0.21 (0.00 to 1.10)", "0.440", "Mann-Whitney"],
        ["   missing", "1", "1", "0", "", "", ""],
        ["T stage, n (%)", "", "", "", "not estimable", "< 0.001", "Fisher"],
        ["   T2", "9 (37.5%)", "9 (52.9%)", "0 (0.0%)", "", "", ""],
        ["   T3", "15 (62.5%)", "8 (47.1%)", "7 (100.0%)", "", "", ""],
    ]  # fmt: skip


def test_concordance_comes_first_and_open_the_others_folded(output):
    found = table_one(read_output(output))
    assert [(block.name, block.folded) for block in found] == [
        ("table_one_concordance", False), ("table_one_primary-status", True),
    ]  # fmt: skip
    assert found[0].title == "Table 1. Patients by concordance"


def test_results_without_a_table_1_show_their_group_tables(tmp_path, simulated):
    output = read_output(simulated.write_output(tmp_path, drop=("table_one",)))
    names = [getattr(block, "name", "") for block in cohort(output).blocks]
    assert "groups_concordance" in names
    whole = read_output(simulated.write_output(tmp_path))
    names = [getattr(block, "name", "") for block in cohort(whole).blocks]
    assert "groups_concordance" not in names
