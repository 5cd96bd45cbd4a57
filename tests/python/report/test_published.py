"""Published and own numbers stand in their units, each fact once."""

import pandas as pd

from radiotmb.report.html_table import html_table
from radiotmb.report.sections.published import published, with_units
from radiotmb.report.study_output import read_output

ROWS = pd.DataFrame({
    "id": ["right_colon", "right_colon_percent", "age_median", "logrank_p", "auc_primary_prone"],
    "quantity": ["Right colon", "Right colon", "Median age", "Log-rank test", "AUC"],
    "published": [4 / 24, 16.7, 64.8, 0.042, 0.701],
    "published_lower": [0.047, None, None, None, 0.4616],
    "published_upper": [0.374, None, None, None, 0.9403],
    "study": [4 / 24, 16.667, 64.8, 0.0004, 0.5], "study_lower": [0.047, None, None, None, None],
    "study_upper": [0.374, None, None, None, None], "p_difference": [1.0, None, None, None, 0.6],
    "note": ["4 of 24; here 4 of 24", None, None, "here log-rank", "8/14; here 8/14"],
})  # fmt: skip


def test_a_share_is_a_percentage_a_p_value_a_p_value_and_a_repeated_percentage_left_out():
    found = with_units(ROWS)
    assert found["unit"].tolist() == ["% of patients", "years", "p", "AUC"]


def test_every_row_is_printed_in_its_unit(tmp_path, simulated):
    tables = simulated.simulate_tables() | {"published": ROWS}
    output = read_output(simulated.write_output(tmp_path / "r", tables=tables))
    (block,) = [b for b in published(output).blocks if getattr(b, "title", "").startswith(
        "Published and this")]  # fmt: skip
    rows = [[cell.text.replace("\u00a0", " ") for cell in row[2:6]]
            for row in html_table(block).rows]  # fmt: skip
    assert rows == [
        ["16.7%", "4.7% to 37.4%", "16.7%", "4.7% to 37.4%"],
        ["64.80", "–", "64.80", "–"],
        ["0.042", "–", "< 0.001", "–"],
        ["0.701", "0.462 to 0.940", "0.500", "–"],
    ]
