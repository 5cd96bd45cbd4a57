"""Clinical columns under a figure: groups, colours, the key, and what is missing."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from radiotmb.report.figures import style
from radiotmb.report.figures.clinical_rows import clinical_row, key_lines
from radiotmb.report.figures.oncoplot import draw_oncoplot
from radiotmb.report.sections.gene_patients import gene_patients
from radiotmb.report.svg import svg_text
from radiotmb.stats.library import r_environment

GENES = pd.DataFrame({
    "gene": ["APC", "APC", "TP53"], "patient_id": ["A", "B", "B"], "primary": [1, 2, 0],
    "metastasis": [1, 0, 1],
})  # fmt: skip
PAIRS = pd.DataFrame({
    "patient_id": ["A", "B", "C"], "primary_tmb": [4.0, 25.0, 0.0],
    "metastasis_tmb": [9.0, 1.0, 16.0], "primary_status": ["low", "high", "low"],
    "metastasis_status": ["low", "low", "high"],
})  # fmt: skip


def test_many_numbers_are_quarters_of_the_patients():
    row = clinical_row("age", pd.Series([*range(1, 10), None], dtype=float))
    quarters = ["1 to 3", "3 to 5", "5 to 7", "7 to 9"]
    assert row.groups == [*np.repeat(quarters, [3, 2, 2, 2]), None]
    assert list(row.colours) == quarters
    light = [sum(to_rgb(colour)) for colour in row.colours.values()]
    assert light == sorted(light, reverse=True)


def test_few_numbers_are_groups_in_their_order():
    assert list(clinical_row("t", pd.Series([10, 2, None, 2])).colours) == ["2", "10"]


def test_more_texts_than_colours_leave_the_rarest_to_one_group():
    values = pd.Series(list("aaaabbbbccccddddeeeefffggghhi"))
    row = clinical_row("centre", values)
    assert list(row.colours) == [*"abcdefg", "other"]
    assert row.groups.count("other") == 3
    # The tooltip keeps the patient's own value.
    assert row.values[-1] == "i"


def test_a_column_without_a_value_is_a_row_of_missing_ones():
    row = clinical_row("ras", pd.Series([None, None, None]))
    assert row.groups == [None] * 3
    assert row.colours == {}
    assert key_lines([row], 80)[-1] == [("missing", "none")]


def test_no_clinical_colour_means_a_status_or_a_lesion():
    meanings = {
        **style.STATUS, **style.LESION, **style.DIRECTION, **style.CONCORDANCE, **style.SHARED,
    }  # fmt: skip
    assert not set(meanings.values()) & {*style.CATEGORIES, *style.SHADES}
    assert len({*style.CATEGORIES, *style.SHADES}) == 12


def test_every_patient_has_a_field_with_the_value_and_an_unknown_one_is_missing():
    clinical = pd.DataFrame({"patient_id": ["B", "A"], "sex": ["m", None], "ras": ["wild", "G12D"]})
    figure = draw_oncoplot(GENES, PAIRS, clinical)
    rows = figure.axes[3]
    tips = {p.get_url() for p in rows.patches if p.get_url()}
    assert tips == {
        "tip:A, Sex: missing", "tip:B, Sex: m", "tip:C, Sex: missing",
        "tip:A, Ras: G12D", "tip:B, Ras: wild", "tip:C, Ras: missing",
    }  # fmt: skip
    empty = [p for p in rows.patches if p.get_url() and p.get_facecolor()[3] == 0]
    assert len(empty) == 3
    text = svg_text(figure, "oncoplot")
    for words in ("Sex", "Ras", "wild", "G12D", "missing"):
        assert f">{words}</text>" in text


def test_without_clinical_columns_there_is_no_row():
    assert len(draw_oncoplot(GENES, PAIRS).axes) == 3
    assert len(draw_oncoplot(GENES, PAIRS, PAIRS[["patient_id"]]).axes) == 3


class _Output:
    def __init__(self, **tables):
        self.tables = tables

    def table(self, name):
        return self.tables.get(name)

    def result(self, *_, default=None):
        return default


def test_the_page_names_the_columns_that_it_leaves_out():
    columns = {f"marker_{n}": ["a", "b", "c"] for n in range(10)}
    patients = pd.DataFrame({"patient_id": ["A", "B", "C"], "os_days": 1, "os_event": 0, **columns})
    genes = GENES.assign(shared=0, pattern="primary only")
    block = gene_patients(_Output(gene_patients=genes, pairs=PAIRS, patients=patients))[0]
    assert "The first 8 are shown, without Marker 8 and Marker 9." in block.caption
    labels = [label.get_text() for label in block.draw().axes[3].get_yticklabels()]
    assert labels == [f"Marker {n}" for n in range(8)]


@pytest.mark.r
def test_r_draws_the_same_groups_in_the_same_colours():
    columns = {
        "age": [41, 55.5, 63, 70, 48, 82, 59, None], "stage": ["II", "IV", None, "III"] * 2,
        "count": [1, 2, 3, 1, 2, 3, 1, 2], "site": [*"abcdefgh"],
    }  # fmt: skip
    code = (
        "given <- jsonlite::fromJSON(file('stdin'));"
        "found <- lapply(given, \\(x) radiotmb:::clinical_groups(unlist(x)));"
        "cat(jsonlite::toJSON(lapply(found, \\(x) list(group = x$group, names = names(x$colours),"
        " colours = unname(x$colours))), na = 'null'))"
    )
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", code], input=json.dumps(columns), capture_output=True,
        text=True, check=True, env=r_environment(),
    )  # fmt: skip
    for name, found in json.loads(done.stdout).items():
        row = clinical_row(name, pd.Series(columns[name]))
        assert found["group"] == row.groups
        assert dict(zip(found["names"], found["colours"], strict=True)) == row.colours
