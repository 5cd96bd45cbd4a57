"""What the report says of centres."""

import pandas as pd

from radiotmb.report.blocks import Figure, Heading, Note, Table
from radiotmb.report.figures.centres import draw_centres
from radiotmb.report.sections.centres import centres
from radiotmb.report.study_output import StudyOutput

SUMMARY = {
    "skipped": None, "auc": 0.71, "auc_lower": 0.5, "auc_upper": 0.86, "prediction_lower": 0.2,
    "prediction_upper": 0.96, "tau2": 0.1, "i2": 12.5, "q": 2.1, "q_p_value": 0.3,
    "leaky_auc": 0.93, "flags": ["one flag"],
}  # fmt: skip
MODEL = {
    "lesion": "primary", "phase": "portal", "skipped": None, "n": 24, "n_positive": 8, "auc": 0.68,
    "auc_lower": None, "auc_upper": None, "cutoff": 0.3,
}  # fmt: skip
AREAS = pd.DataFrame(
    {"lesion": "primary", "phase": "portal", "centre": ["North", "<b>South</b>", "West"],
     "n": [10, 8, 6], "n_positive": [4, 4, 0], "auc": [0.7, 0.75, None], "lower": [0.4, 0.4, None],
     "upper": [0.9, 0.93, None], "weight": [0.5, 0.5, None],
     "note": ["", "", "one status only: no AUC"]}
)  # fmt: skip
MEASURES = pd.DataFrame(
    {"lesion": "primary", "phase": "portal", "measure": ["auc", "auc_new_centre", "tau2"],
     "estimate": [0.71, 0.71, 0.1], "lower": [0.5, 0.2, 0], "upper": [0.86, 0.96, 3]}
)  # fmt: skip


def blocks_of(tmp_path, summary, tables=None):
    (tmp_path / "tables").mkdir()
    for name, table in (tables or {}).items():
        table.to_csv(tmp_path / "tables" / f"{name}.csv", index=False)
    model = MODEL if summary is None else {**MODEL, "centres": summary}
    return centres(StudyOutput(tmp_path, {"models": [model]}))


def test_areas_summary_and_leak_stand_side_by_side(tmp_path):
    blocks = blocks_of(tmp_path, SUMMARY, {"centres": AREAS, "centre_measures": MEASURES})
    assert isinstance(blocks[0], Heading)
    notes = [block.text for block in blocks if isinstance(block, Note)]
    assert len(notes) == 1
    assert notes[0].endswith(": one flag.")
    areas, summary = (block for block in blocks if isinstance(block, Table))
    assert areas.data["centre"].tolist() == AREAS["centre"].tolist()
    row = summary.data.iloc[0]
    assert (row["auc"], row["folds_auc"], row["leaky_auc"]) == (0.71, 0.68, 0.93)
    assert "no estimate of performance" in summary.caption
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert "2 AUCs" in figure.alt
    figure.draw()


def test_without_combat_there_is_no_leak_and_without_centres_nothing(tmp_path):
    blocks = blocks_of(tmp_path, {**SUMMARY, "leaky_auc": None}, {"centres": AREAS})
    summary = [block for block in blocks if isinstance(block, Table)][1]
    assert "leaky_auc" not in summary.columns
    (tmp_path / "other").mkdir()
    assert blocks_of(tmp_path / "other", None) == []


def test_a_model_whose_centres_were_not_left_out_says_why(tmp_path):
    blocks = blocks_of(tmp_path, {"skipped": "All patients are of centre A"})
    assert any("All patients are of centre A" in block.text for block in blocks[1:])


def test_the_forest_plot_has_a_line_a_centre_the_mean_and_a_new_one():
    figure = draw_centres(AREAS, MEASURES)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [
        "primary portal: North (10)", "primary portal: <b>South</b> (8)",
        "primary portal: mean of centres", "primary portal: a new centre (prediction)",
    ]  # fmt: skip
