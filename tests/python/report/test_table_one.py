"""Table 1 on the page: sizes in the headings, a variable once, what is missing, small p-values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.report import write_document
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
        ["Characteristic", "Overall (n = 24)", "Concordant (n = 17)", "Discordant (n = 7)",
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


@pytest.fixture
def patients() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    return pd.DataFrame({
        "patient_id": [f"P{i:02d}" for i in range(24)],
        "group": ["concordant"] * 17 + ["discordant"] * 7,
        "age": [None, *rng.normal(64, 8, 23).round(1)],
        "sex": rng.choice(["female", "male"], 24),
        "t_stage": [*rng.choice(["T2", "T3", "T4"], 23), None],
    })  # fmt: skip


@pytest.mark.r
@pytest.mark.parametrize("spread", ["quartiles", "range", "sd"])
def test_page_and_word_document_print_what_r_computes(tmp_path, simulated, patients, spread):
    """Counts, medians, missing values, differences and p-values, cell by cell."""
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    of_r = stats.table_one(patients, "group", spread=spread)
    frame = of_r.table.assign(comparison="concordance")
    tables = simulated.simulate_tables() | {"table_one": frame}
    sizes = {"patients": of_r.patients, "sizes": of_r.sizes}
    out = simulated.write_output(tmp_path / "r", tables=tables, table_one={"concordance": sizes})

    page = html_table(table_one(read_output(out))[0])
    printed = [[cell.text for cell in row] for row in page.rows]
    paper = docx.Document(write_document(out)).tables[0]
    written = [[cell.text for cell in row.cells] for row in paper.rows]
    assert written == [[head.text for head in page.heads], *printed]

    plain = [[text.replace("\u00a0", " ").strip() for text in row] for row in printed]
    assert [head.text.replace("\u00a0", " ") for head in page.heads][1:4] == [
        "Overall (n = 24)", "Concordant (n = 17)", "Discordant (n = 7)",
    ]  # fmt: skip
    lines = iter(plain)
    for variable, rows in frame.groupby("variable", sort=False):
        first = rows.iloc[0]
        number = first["level"].startswith(("median", "mean"))
        heading = next(lines)
        word = {"age": "Age (years)", "sex": "Sex", "t_stage": "T stage"}[variable]
        assert heading[0] == f"{word}, {first['level'] if number else 'n (%)'}"
        low, high = (f"{first[end]:.2f}" for end in ("smd_lower", "smd_upper"))
        assert heading[4] == f"{first['smd']:.2f} ({low} to {high})"
        assert heading[5] == f"{first['p_value']:.3f}"
        assert heading[6] == first["test"]
        values = rows[["overall", "concordant", "discordant"]].to_numpy().tolist()
        found = [heading[1:4], *(next(lines)[1:4] for _ in values[1:])] if number else [
            next(lines)[1:4] for _ in values
        ]  # fmt: skip
        assert found == [[text.replace(" %)", "%)") for text in row] for row in values]
    assert next(lines, None) is None
    assert [row[0] for row in plain].count("missing") == 2
