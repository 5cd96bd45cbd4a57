"""How well images tell that lesions differ, in words, table and figure."""

from __future__ import annotations

import pandas as pd
import pytest

from radiotmb.report.figures.discordance import draw_discordance
from radiotmb.report.html_table import html_table
from radiotmb.report.sections.discordance import discordance
from radiotmb.report.sections.summary import discordance_sentence
from radiotmb.report.study_output import read_output

# Every patient's lesions are alike, and 2 of 8 were predicted to differ.
MEASURES = [
    {"measure": "sensitivity", "estimate": None, "lower": None, "upper": None,
     "numerator": 0, "denominator": 0},
    {"measure": "specificity", "estimate": 0.75, "lower": 0.349, "upper": 0.968,
     "numerator": 6, "denominator": 8},
    {"measure": "accuracy", "estimate": 0.75, "lower": 0.349, "upper": 0.968,
     "numerator": 6, "denominator": 8},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path, simulated):
    judged = {"primary_phase": "prone", "metastasis_phase": "enhanced", "p_value": 1.0,
              "measures": MEASURES, "skipped": None}  # fmt: skip
    written = simulated.write_output(tmp_path / "results", discordance=judged)
    pd.DataFrame(MEASURES).to_csv(written / "tables" / "discordance.csv", index=False)
    return written


def test_a_share_of_nobody_is_not_estimable(folder):
    said = discordance_sentence(read_output(folder)).replace("\u00a0", " ")
    assert "sensitivity not estimable (0 of 0 discordant patients), specificity 0.75 (6/8;" in said
    assert "–" not in said


def test_its_cell_says_so(folder):
    blocks = discordance(read_output(folder)).blocks
    (table,) = [one for one in blocks if getattr(one, "title", "") == "Measures"]
    cells = [[cell.text for cell in row] for row in html_table(table).rows]
    assert cells[0] == ["Sensitivity", "0", "0", "not estimable", "not estimable"]
    assert cells[1][3] == "0.750"


def test_its_row_of_the_figure_says_so():
    measures = pd.DataFrame(MEASURES).astype({"estimate": float, "lower": float, "upper": float})
    (axes,) = draw_discordance(measures).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Sensitivity  0/0, not estimable", "Specificity  6/8", "Accuracy  6/8",
    ]  # fmt: skip
