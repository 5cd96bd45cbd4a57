"""A study's models beside another learner and beside clinical columns."""

import json

import jsonschema
import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import extdata
from radiotmb.report.blocks import Figure, Note, Table
from radiotmb.report.sections.comparisons import comparisons
from radiotmb.report.study_output import StudyOutput
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.study.comparators import added_value_section, comparator_section
from radiotmb.study.models import model_phases
from radiotmb.study.study_file import read_study

STUDY = """\
samples: samples.csv
phases: {primary: [portal], metastasis: []}
model: {outer: 3, inner: 2, trees: 5, repeats: 1, bootstrap_chain: 3, comparator: glmnet}
added_value: {columns: [age, sex], resamples: 2}
"""


def cohort():
    rng = np.random.default_rng(3)
    features = pd.DataFrame(rng.normal(size=(30, 6)).round(6), columns=[f"f{i}" for i in range(6)])
    high = features["f1"] + rng.normal(scale=0.5, size=30) > 0
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(30)])
    features.insert(1, "lesion", "primary")
    features.insert(2, "phase", "portal")
    burden = features[["patient_id", "lesion"]].assign(
        mutations=np.where(high, 20, 3), megabases=1.2, status=np.where(high, "high", "low")
    )
    patients = features[["patient_id"]].assign(
        age=rng.normal(65, 8, 30).round(1), sex=["f", "m"] * 15
    )
    return features, burden, patients


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    file = tmp_path_factory.mktemp("study") / "study.yaml"
    file.write_text(STUDY)
    return read_study(file)


@pytest.mark.r
def test_a_study_sets_its_models_beside_others(study, tmp_path):
    features, burden, patients = cohort()
    workers = Workers(1, store=tmp_path / "kept")
    models = model_phases(study, features, burden, workers=workers)
    compared = comparator_section(study, models, features, burden, workers=workers)
    one = compared.summary["models"][0]
    own = models.summaries["primary", "portal"]
    assert one["skipped"] is None
    assert one["auc_first"] == pytest.approx(own["auc"])
    assert one["lower"] <= one["difference"] <= one["upper"]
    assert (one["first"], one["second"]) == ("xgboost", "glmnet")
    patients.loc[4, "age"] = np.nan
    with collect_notes(printing=False) as notes:
        added = added_value_section(study, models, features, burden, patients, workers=workers)
    assert any("left out, without one of age, sex: P04" in note.message for note in notes)
    summary = added.summary["models"][0]
    assert summary["n"] == 29
    assert [row["model"] for row in summary["areas"]] == ["clinical", "image", "both"]
    schema = json.loads(extdata("results.schema.json").read_text(encoding="utf-8"))
    for name, section in (("comparator", compared), ("added_value", added)):
        part = {"$defs": schema["$defs"], **schema["properties"][name]}
        jsonschema.validate(json.loads(json.dumps(section.summary)), part)
    (tmp_path / "tables").mkdir()
    for section in (compared, added):
        for name, table in section.tables.items():
            table.to_csv(tmp_path / "tables" / f"{name}.csv", index=False)
    results = {"comparator": compared.summary, "added_value": added.summary}
    blocks = comparisons(StudyOutput(tmp_path, results)).blocks
    shown = [block.name for block in blocks if isinstance(block, Table)]
    assert shown == ["comparison", "added_areas", "added_differences", "added_test"]
    figure = next(block for block in blocks if isinstance(block, Figure))
    figure.draw()
    assert "age and sex" in next(b for b in blocks if getattr(b, "name", "") == "added_areas").title


def test_what_was_not_asked_for_or_could_not_be_made_is_said(tmp_path):
    assert [type(block) for block in comparisons(StudyOutput(tmp_path, {})).blocks] == [Note]
    skipped = {"lesion": "primary", "phase": "portal", "skipped": "the package glmnet is absent"}
    results = {
        "comparator": {"learner": "xgboost", "comparator": "glmnet", "models": [skipped]},
        "added_value": {"skipped": "no patients table"},
    }
    texts = [block.text for block in comparisons(StudyOutput(tmp_path, results)).blocks]
    assert texts == [
        "Primary portal: no comparator: the package glmnet is absent.",
        "No added value of the image: no patients table",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("model: {learner: glmnet, comparator: glmnet}", "is the learner itself"),
        ("added_value: {resamples: 1}", "1 resample gives no interval"),
        ("added_value: {columns: [age, age]}", "'age' is there more than once"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path, line, message):
    (tmp_path / "study.yaml").write_text(f"samples: samples.csv\n{line}\n")
    with pytest.raises(InputError, match=message):
        read_study(tmp_path / "study.yaml")
