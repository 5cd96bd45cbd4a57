"""The report's cards of the models that were kept."""

import pandas as pd

from radiotmb.report.blocks import Heading, Note, Sentences, Table
from radiotmb.report.sections.kept_models import kept_models
from radiotmb.report.study_output import StudyOutput

MODEL = {
    "lesion": "primary", "phase": "portal", "skipped": None, "n": 24, "n_positive": 8, "auc": 0.71,
    "auc_lower": 0.42, "auc_upper": 0.9, "cutoff": 0.31,
    "kept": {
        "file": "models/primary-portal/model.json", "checksum": "sha256:abc", "cutoff": 0.31,
        "cutoff_origin": "largest Youden index", "features": 1, "preset": "9f", "flags": ["a flag"],
        "not_for": ["deciding on a patient's care"],
    },
}  # fmt: skip
FEATURES = pd.DataFrame(
    {"lesion": "primary", "phase": "portal", "feature": ["original_shape_Sphericity"],
     "low": 0.2, "high": 0.8, "median": 0.5, "importance": 0.4, "direction": "lower"}
)  # fmt: skip


def section_of(tmp_path, tables=None, **results):
    (tmp_path / "tables").mkdir()
    for name, table in (tables or {}).items():
        table.to_csv(tmp_path / "tables" / f"{name}.csv", index=False)
    return kept_models(StudyOutput(tmp_path, results))


def test_a_card_says_what_the_model_is_and_what_it_is_not_for(tmp_path):
    section = section_of(tmp_path, {"model_features": FEATURES}, models=[MODEL])
    card = next(block for block in section.blocks if isinstance(block, Sentences))
    said = dict(card.sentences)
    assert "0.710" in said["On held-out patients"]
    assert "1 feature of" in said["Fitted to"]
    assert said["Not for"] == "deciding on a patient's care"
    assert "models/primary-portal/model.json" in said["File"]
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.data["measures"].tolist() == ["how close the shape is to a sphere"]
    assert table.data["label"].tolist() == ["Shape sphericity"]
    assert table.data["direction"].tolist() == ["less likely"]


def test_what_all_models_have_in_common_is_said_once(tmp_path):
    kept = {**MODEL["kept"], "not_for": ["deciding on a patient's care", "another phase"]}
    other = {**MODEL, "phase": "late", "p_permutation": 0.0004, "kept": kept}
    cards = [b for b in section_of(tmp_path, models=[MODEL, other]).blocks
             if isinstance(b, Sentences)]  # fmt: skip
    assert cards[0].sentences == [("Not for", "deciding on a patient's care"), ("Flag", "a flag")]
    limits = [[s for s in card.sentences if s[0] in ("Not for", "Flag")] for card in cards[1:]]
    assert limits == [[], [("Not for", "another phase")]]
    said = dict(cards[2].sentences)["On held-out patients"].replace("\u00a0", " ")
    assert said == "AUC of the same chain 0.710 (0.420 to 0.900); permutation test p < 0.001"


def test_without_a_kept_model_it_says_so(tmp_path):
    section = section_of(tmp_path, models=[{**MODEL, "kept": None}])
    assert [type(block) for block in section.blocks] == [Note]


def test_an_external_cohort_has_its_measures_flags_and_what_was_skipped(tmp_path):
    measures = pd.DataFrame(
        {"lesion": "primary", "phase": "portal", "measure": ["auc"], "estimate": 0.6, "lower": 0.5,
         "upper": 0.7, "interval": "DeLong"}
    )  # fmt: skip
    external = {
        "name": "there",
        "models": [
            {"lesion": "primary", "phase": "portal", "skipped": None, "flags": ["one flag"]},
            {"lesion": "metastasis", "phase": "portal", "skipped": "no rows"},
        ],
    }
    section = section_of(
        tmp_path, {"external_measures": measures}, models=[MODEL], external=external
    )
    texts = [block.text for block in section.blocks if isinstance(block, (Note, Heading))]
    assert "On another cohort: there" in texts
    assert "Primary portal: one flag." in texts
    assert "Metastasis portal: not validated: no rows." in texts
    table = [block for block in section.blocks if isinstance(block, Table)][-1]
    assert "was not tested" in table.caption
    assert table.data["words"].tolist() == ["AUC (DeLong)"]
