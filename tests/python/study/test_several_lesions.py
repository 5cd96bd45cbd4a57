"""Whole studies of several lesions a patient, of other sites and of primaries only."""

import importlib.util
import itertools
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.inputs.extdata import extdata
from radiotmb.stats.library import r_environment
from radiotmb.study import check_study, run_study

_SPEC = importlib.util.spec_from_file_location(
    "lesion_studies", Path(__file__).with_name("lesion_studies.py")
)
studies = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = studies
_SPEC.loader.exec_module(studies)

pytestmark = [pytest.mark.r, pytest.mark.slow]


class Finished:
    """A study that was checked and run."""

    def __init__(self, folder: Path, lesions: list, **entries: object) -> None:
        file = studies.write_lesion_study(folder, lesions, **entries)
        self.check = check_study(file)
        self.run = run_study(file)
        self.results = json.loads((self.run.out / "results.json").read_text())
        self.page = self.run.report.read_text()
        self.notes = [f"{note.subject} {note.message}" for note in self.run.notes]

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.run.out / "tables" / f"{name}.csv")

    def __contains__(self, name: str) -> bool:
        return (self.run.out / "tables" / f"{name}.csv").exists()


@pytest.fixture(scope="module")
def several(tmp_path_factory) -> Finished:
    return Finished(
        tmp_path_factory.mktemp("several") / "study",
        studies.one_to_four_metastases(),
        survival_from="resection of the colon",
    )


@pytest.fixture(scope="module")
def lung(tmp_path_factory) -> Finished:
    return Finished(tmp_path_factory.mktemp("lung") / "study", studies.lung_and_brain())


@pytest.fixture(scope="module")
def primaries(tmp_path_factory) -> Finished:
    return Finished(tmp_path_factory.mktemp("primaries") / "study", studies.primaries_only())


@pytest.mark.parametrize("name", ["several", "lung", "primaries"])
def test_check_run_and_results_are_complete(name, request):
    study = request.getfixturevalue(name)
    assert not [note for note in study.check.notes if note.level == "error"]
    assert study.run.failures.empty
    schema = json.loads(extdata("results.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(study.results, schema)
    for note in study.run.notes:
        assert note.message in study.results["notes"][study.run.notes.index(note)]["message"]
    assert "iver metastasis" not in study.page


def test_the_check_expects_the_patients_of_each_role(several, lung, primaries):
    assert several.check.models["patients"].tolist() == [12, 12]
    assert lung.check.models.values.tolist() == [
        ["primary", "portal", 12], ["metastasis", "portal", 12],
    ]  # fmt: skip
    assert primaries.check.models.values.tolist() == [["primary", "portal", 12]]
    (note,) = [note for note in several.check.notes if note.subject == "samples"]
    assert note.message.startswith("9 of 12 patients have several lesions of a role")


def test_pairs_are_every_primary_with_every_metastasis(several):
    pairs = several.table("pairs")
    assert len(pairs) == 30
    assert list(pairs.columns[:7]) == [
        "patient_id", "first", "second", "first_role", "second_role", "first_site", "second_site",
    ]  # fmt: skip
    assert pairs.groupby("patient_id").size().tolist() == [1, 2, 3, 4] * 3
    # Odd patients' primaries have 15, even ones' 5; metastases 12 and 4 in turn.
    assert pairs["first_tmb"].tolist()[:3] == [15, 5, 5]
    assert pairs["second_tmb"].tolist()[:3] == [12, 12, 4]
    # P03, P07, P11 have one discordant metastasis of three; even patients have every odd one.
    found = several.results["pairs"]
    assert (found["n"], found["patients"], found["several"]) == (30, 12, 9)
    assert found["cells"] == {"both_high": 9, "first_only": 3, "second_only": 9, "both_low": 9}
    shares = several.table("pair_shares").set_index("measure")
    assert shares.loc["discordant pairs", ["numerator", "denominator"]].tolist() == [12, 30]
    of_patients = shares.loc["patients with a discordant pair"]
    assert of_patients[["numerator", "denominator"]].tolist() == [9, 12]
    assert of_patients["lower"] == pytest.approx(0.42814, abs=1e-5)  # Clopper-Pearson, 9 of 12
    assert of_patients["upper"] == pytest.approx(0.94514, abs=1e-5)


def test_the_status_test_is_the_exact_one_within_patients(several):
    pairs = several.table("pairs")
    total: dict[int, float] = {0: 1.0}
    for _, own in pairs.groupby("patient_id"):
        high = [own["first_status"].iloc[0] == "high", *(own["second_status"] == "high")]
        weight = [len(own), *[-1] * len(own)]
        subsets = list(itertools.combinations(weight, sum(high)))
        drawn: dict[int, float] = {}
        for value, chance in total.items():
            for subset in subsets:
                new = value + sum(subset)
                drawn[new] = drawn.get(new, 0) + chance / len(subsets)
        total = drawn
    observed = (pairs["direction"] == "first only").sum()
    observed -= (pairs["direction"] == "second only").sum()
    p_value = sum(chance for value, chance in total.items() if abs(value) >= abs(observed))
    test = several.table("lesion_tests").iloc[0]
    assert test["statistic"] == observed == -6
    assert test["p_value"] == pytest.approx(p_value)


def test_heterogeneity_counts_what_all_and_what_one_lesion_has(several):
    table = several.table("heterogeneity").set_index("patient_id")
    assert table["lesions"].tolist() == [2, 3, 4, 5] * 3
    assert table.loc["P04", ["tmb_lowest", "tmb_highest", "high"]].tolist() == [4, 12, 2]
    # P04: 3 shared by its five lesions; 2 of the primary's own and 9, 1, 9, 1 of the others
    own = table.loc["P04", ["distinct", "in_all", "in_some", "private"]]
    assert own.tolist() == [25, 3, 0, 22]
    assert several.results["heterogeneity"] == {
        "patients": 12, "single": 0, "mixed": 9, "median_range": 8, "distinct": 294, "in_all": 36,
        "in_some": 0, "private": 258,
    }  # fmt: skip
    presence = several.table("presence")
    first = presence[presence["patient_id"] == "P02"].iloc[0]
    assert first["present_in"] == "colon; liver 1; liver 2"
    assert (presence["pattern"] == "all lesions").sum() == 36
    genes = several.table("gene_presence")
    assert set(genes["gene"]) == {f"G{k}" for k in range(5)}


def test_models_are_of_lesions_and_keep_a_patient_in_one_fold(several):
    predictions = several.table("predictions")
    of_metastases = predictions[predictions["lesion"] == "metastasis"]
    assert len(of_metastases) == 2 * 30
    assert of_metastases["lesion_name"].notna().all()
    folds = of_metastases.drop_duplicates(["patient_id", "repeat", "fold"])
    assert not folds.duplicated(["patient_id", "repeat"]).any()
    models = {model["lesion"]: model for model in several.results["models"]}
    assert (models["metastasis"]["n"], models["metastasis"]["patients"]) == (30, 12)
    assert models["metastasis"]["n_positive"] == 18
    assert models["primary"]["n"] == 12
    assert "patients" not in models["primary"]
    # The scans of high lesions are brighter: a model that mixes up its lesions would not see it.
    assert models["metastasis"]["auc"] > 0.9
    assert models["metastasis"]["auc_averaged_lower"] is None
    assert models["metastasis"]["auc_lower"] is not None
    assert len(several.table("permutation")) == 4
    assert any("metastasis portal 30 lesions of 12 patients" in note for note in several.notes)


def test_discordance_from_images_is_judged_by_pair(several):
    judged = several.table("discordance_pairs")
    assert len(judged) == 30
    assert judged["discordant"].sum() == 12
    accuracy = several.table("discordance").set_index("measure").loc["accuracy"]
    right = (judged["predicted_discordant"] == judged["discordant"]).sum()
    assert accuracy[["numerator", "denominator"]].tolist() == [right, 30]


def test_patients_are_grouped_by_any_of_their_lesions(several):
    assert list(several.results["survival"]) == [
        "concordance", "primary status", "metastasis status",
    ]  # fmt: skip
    medians = several.table("survival_medians")
    sizes = medians[medians["comparison"] == "concordance"].set_index("group")["n"]
    assert sizes.to_dict() == {"concordant": 3, "discordant": 9}


def test_what_several_lesions_leave_out_is_noted_and_the_report_speaks_of_them(several):
    assert any("Mann-Whitney" in note for note in several.notes)
    for text in (
        "TMB of the colon primary and the metastasis",
        "40.0%",
        "in days from resection of the colon",
        "all lesions of a patient were in one fold",
        "Korn-Graubard",
        "Lesions of one patient",
    ):
        assert text in several.page


def test_one_metastasis_each_under_another_name_is_the_study_of_two_lesions(lung):
    pairs = lung.table("pairs")
    assert pairs["first"].tolist() == ["lung"] * 12
    assert pairs["second"].tolist() == ["brain"] * 12
    assert lung.results["pairs"]["cells"] == {
        "both_high": 3, "primary_only": 4, "metastasis_only": 2, "both_low": 3,
    }  # fmt: skip
    tests = lung.table("lesion_tests").set_index("test")
    # binomial, 4 of 6: 2 * (15 + 6 + 1) / 64
    assert tests.loc["McNemar, exact", "p_value"] == pytest.approx(44 / 64)
    shared = lung.table("shared_variants")
    assert shared["shared"].tolist() == [2] * 12
    assert "heterogeneity" not in lung
    assert list(lung.results["survival"]) == ["concordance", "direction", "cells"]
    assert lung.table("burden")["site"].unique().tolist() == ["lung", "brain"]


def test_the_report_of_lung_and_brain_names_them(lung):
    assert "TMB of the lung primary and the brain metastasis" in lung.page
    assert "7 of 12 lung primaries" in lung.page
    assert "5 of 12 brain metastases" in lung.page
    assert "Brain metastasis" in lung.page


def test_models_of_lung_and_brain_are_those_of_lesions_named_by_their_roles(lung, tmp_path):
    renamed = [one._replace(lesion=one.role) for one in studies.lung_and_brain()]
    plain = Finished(tmp_path / "plain", renamed)
    for name in ("predictions", "cutoffs", "survival_tests", "chance", "genes", "mutations"):
        pd.testing.assert_frame_equal(plain.table(name), lung.table(name))
    shared = [column for column in plain.table("pairs") if column not in ("first", "second")]
    pd.testing.assert_frame_equal(plain.table("pairs")[shared], lung.table("pairs")[shared])


def test_primaries_only_have_burdens_models_and_survival_by_status(primaries):
    burden = primaries.results["burden"]
    assert list(burden) == ["primary"]
    assert (burden["primary"]["n"], burden["primary"]["high"]) == (12, 7)
    mean = (7 * 15 + 5 * 5) / 12
    assert burden["primary"]["mean_tmb"] == pytest.approx(mean)
    assert burden["primary"]["mean_tmb_lower"] < mean < burden["primary"]["mean_tmb_upper"]
    assert "no patient has both" in primaries.results["pairs"]["skipped"]
    assert any("pairs skipped: no patient has both" in note for note in primaries.notes)
    (model,) = primaries.results["models"]
    assert (model["lesion"], model["n"], model["n_positive"]) == ("primary", 12, 7)
    assert list(primaries.results["survival"]) == ["primary status"]
    groups = primaries.table("groups")
    assert groups["comparison"].unique().tolist() == ["primary status"]
    assert primaries.table("genes")["metastasis"].tolist() == [0] * 5
    assert "by primary status (high and low)" in primaries.page


def test_named_pairs_take_the_place_of_all(tmp_path):
    lesions = studies.one_to_four_metastases()
    study = Finished(tmp_path / "study", lesions, images=None, pairs=[["liver", "lung"]])
    pairs = study.table("pairs")
    # P04, P08 and P12 have three in the liver and one in the lung.
    assert pairs["patient_id"].tolist() == ["P04"] * 3 + ["P08"] * 3 + ["P12"] * 3
    assert study.results["pairs"]["sides"] == {"first": "liver", "second": "lung"}
    assert "TMB of the liver and the lung" in study.page
    wrong = studies.write_lesion_study(tmp_path / "wrong", lesions, pairs=[["liver", "lungs"]])
    (note,) = [note for note in check_study(wrong).notes if note.subject == "pairs"]
    assert note.level == "error"
    assert "Did you mean 'lung'" in note.remedy


def test_r_gives_the_same_from_the_same_tables(several, tmp_path):
    burden = several.run.out / "tables" / "burden.csv"
    code = (
        f'burden <- utils::read.csv("{burden}", colClasses = c(patient_id = "character"));'
        "found <- radiotmb::compare_lesion_pairs(burden, seed = 5, draws = 500);"
        "cat(sprintf('%.17g', c(found$tests$p_value, found$chance$expected, "
        "found$discordant$lower)))"
    )
    answer = subprocess.run(
        ["Rscript", "--vanilla", "-e", code],
        capture_output=True, text=True, check=True, env=r_environment(),
    )  # fmt: skip
    from_r = np.array(answer.stdout.split(), float)
    found = stats.compare_lesion_pairs(several.table("burden"), seed=5, draws=500)
    of_python = [*found.tests["p_value"], *found.chance["expected"], *found.discordant["lower"]]
    np.testing.assert_allclose(from_r, of_python, rtol=1e-12)
    np.testing.assert_allclose(from_r[:3], several.table("lesion_tests")["p_value"], rtol=1e-9)
