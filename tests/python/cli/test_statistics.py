"""The verbs on tables refuse what would give a number that nobody asked for."""

import json

import numpy as np
import pandas as pd
import pytest

from radiotmb.cli.one_model import labels_of, only_rows
from radiotmb.cli.statistics import _lesions_of, _phases_of
from radiotmb.errors import InputError


def test_a_number_taken_for_groups_is_refused(tmp_path):
    from radiotmb.cli.statistics import survival

    table = pd.DataFrame(
        {"patient_id": [f"P{i}" for i in range(24)], "os_days": 100, "os_event": 1,
         "age": np.arange(50, 74)}
    )  # fmt: skip
    table.to_csv(tmp_path / "patients.csv", index=False)
    with pytest.raises(InputError, match="'age' has 24 different values.*Cut it into groups"):
        survival(tmp_path / "patients.csv", "age")


def test_a_lesion_is_chosen_by_name_and_never_by_chance(tmp_path):
    file = tmp_path / "burden.csv"
    burden = pd.DataFrame(
        {"patient_id": ["A", "A", "B", "B"], "lesion": ["primary", "metastasis"] * 2,
         "mutations": 3, "megabases": 1.2, "status": ["high", "low", "low", "low"]}
    )  # fmt: skip
    burden.to_csv(file, index=False)
    assert labels_of(file, "primary")["status"].tolist() == ["high", "low"]
    with pytest.raises(InputError, match="more than one lesion.*--lesion: metastasis, primary"):
        only_rows(burden, "lesion", None, file)
    with pytest.raises(InputError, match="no row has the lesion 'liver'.*metastasis, primary"):
        only_rows(burden, "lesion", "liver", file)


PHASES = pd.DataFrame({"patient_id": list("AABB"), "phase": ["supine", "prone"] * 2})


def test_phases_are_joined_by_commas_or_as_in_a_study_file(tmp_path):
    file = tmp_path / "features.csv"
    assert _phases_of("prone", PHASES, file) == ["prone"]
    assert _phases_of("supine, prone", PHASES, file) == ["supine", "prone"]
    assert _phases_of("supine+prone", PHASES, file) == ["supine", "prone"]
    assert _phases_of(None, PHASES, file) == []
    named = PHASES.replace({"phase": {"prone": "supine+1"}})
    assert _phases_of("supine+1", named, file) == ["supine+1"]


@pytest.mark.parametrize(
    ("phase", "message"),
    [
        ("supine,pron", "no row has the phase 'pron'.*prone, supine"),
        ("late", "no row has the phase 'late'.*prone, supine"),
        ("supine,", "does not name different phases"),
        ("prone,prone", "does not name different phases"),
    ],
)
def test_a_phase_that_is_not_there_is_refused_by_name(tmp_path, phase, message):
    with pytest.raises(InputError, match=message):
        _phases_of(phase, PHASES, tmp_path / "features.csv")


@pytest.fixture
def extracted(tmp_path):
    """features.csv of both lesions as radiotmb extract writes it, and a burden table."""
    rng = np.random.default_rng(8)
    keys = pd.DataFrame(
        [
            {"patient_id": f"{i:03d}", "lesion": lesion, "phase": phase, "preset": "600b6c807e3a"}
            for i in range(12)
            for lesion, phase in (
                ("primary", "supine"), ("primary", "prone"), ("metastasis", "plain")
            )
        ]
    )  # fmt: skip
    values = pd.DataFrame(rng.normal(size=(36, 5)).round(4), columns=list("abcde"))
    table = pd.concat([keys, values], axis=1)
    without = (table["patient_id"] == "004") & (table["phase"] == "prone")
    table[~without].to_csv(tmp_path / "features.csv", index=False)
    burden = keys.drop_duplicates(["patient_id", "lesion"])[["patient_id", "lesion"]]
    status = np.where(burden["patient_id"].astype(int) % 3 == 0, "high", "low")
    burden = burden.assign(mutations=9, megabases=1.2, status=status)
    burden.to_csv(tmp_path / "burden.csv", index=False)
    return tmp_path


OPTIONS = (
    "--features", "features.csv", "--labels", "burden.csv", "--lesion", "primary", "--out", "model",
    "--engine", "python", "--outer", "2", "--inner", "2", "--trees", "5",
)  # fmt: skip


def test_early_and_late_phase_are_one_model_that_names_whom_it_leaves_out(radiotmb, extracted):
    done = radiotmb("model", *OPTIONS, "--phase", "supine,prone", "--permutations", "3")
    assert done.returncode == 0, done.stderr
    assert "left out, without phase prone: 004" in done.stderr
    fit = json.loads((extracted / "model" / "summary.json").read_text())
    assert "left out, without phase prone: 004" in fit["flags"]
    assert fit["roc"]["n"] == 11
    averaged = pd.read_csv(extracted / "model" / "averaged.csv", dtype={"patient_id": str})
    assert "004" not in set(averaged["patient_id"])
    assert len(pd.read_csv(extracted / "model" / "permutation.csv")) == 3


def test_one_phase_of_the_same_table_has_every_patient(radiotmb, extracted):
    done = radiotmb("model", *OPTIONS, "--phase", "supine")
    assert done.returncode == 0, done.stderr
    assert json.loads((extracted / "model" / "summary.json").read_text())["roc"]["n"] == 12


def test_a_phase_of_the_other_lesion_is_refused(radiotmb, extracted):
    done = radiotmb("model", *OPTIONS, "--phase", "supine,plain")
    assert done.returncode == 2
    assert "no row has the phase 'plain'" in done.stderr
    assert not (extracted / "model").exists()


SEVERAL = pd.DataFrame(
    {
        "patient_id": ["A", "A", "A", "B", "B"],
        "lesion": ["colon", "liver 1", "liver 2", "colon", "lung"],
        "role": ["primary", "metastasis", "metastasis", "primary", "metastasis"],
        "mutations": [30, 9, 15, 5, 6],
        "megabases": 1.0,
        "status": ["high", "low", "high", "low", "low"],
    }
)


def test_all_lesions_of_a_role_are_modelled_each_with_its_status(tmp_path):
    SEVERAL.to_csv(tmp_path / "burden.csv", index=False)
    features = SEVERAL[["patient_id", "lesion"]].assign(phase="portal", x=1.0)
    table, labels = _lesions_of(features, tmp_path / "burden.csv", "metastasis", None)
    assert table["lesion"].tolist() == ["liver 1", "liver 2", "lung"]
    assert labels["status"].tolist() == ["low", "high", "low"]
    table, labels = _lesions_of(features, tmp_path / "burden.csv", "primary", None)
    assert "lesion" not in table
    assert labels.values.tolist() == [["A", "high"], ["B", "low"]]
    with pytest.raises(InputError, match="give --lesion or --role"):
        _lesions_of(features, tmp_path / "burden.csv", "primary", "colon")


@pytest.mark.r
def test_pairs_of_several_lesions_are_those_of_patients_or_as_named(tmp_path):
    from radiotmb.cli.lesions import pairs

    SEVERAL.to_csv(tmp_path / "burden.csv", index=False)
    pairs(tmp_path / "burden.csv", cutoff=10, out=tmp_path / "pairs.csv")
    found = pd.read_csv(tmp_path / "pairs.csv")
    assert found["second"].tolist() == ["liver 1", "liver 2", "lung"]
    assert found["direction"].tolist() == ["first only", "both high", "both low"]
    named = ["liver 1:liver 2"]
    pairs(tmp_path / "burden.csv", cutoff=10, pair=named, out=tmp_path / "pairs.csv")
    assert pd.read_csv(tmp_path / "pairs.csv")["direction"].tolist() == ["second only"]
    with pytest.raises(InputError, match="'liver' is no pair.*FIRST:SECOND"):
        pairs(tmp_path / "burden.csv", pair=["liver"])


def test_a_cutoff_of_pairs_decides_whatever_the_status_column_says(tmp_path, capsys):
    from radiotmb.cli.lesions import pairs

    file, out = tmp_path / "burden.csv", tmp_path / "pairs.csv"
    pd.DataFrame(
        {"patient_id": ["A", "A", "B", "B"], "lesion": ["primary", "metastasis"] * 2,
         "mutations": [20, 5, 8, 2], "megabases": 1.0, "status": ["high", "low", "low", "low"]}
    ).to_csv(file, index=False)  # fmt: skip
    pairs(file, out=out)
    assert pd.read_csv(out)["discordant"].tolist() == [True, False]
    capsys.readouterr()
    pairs(file, cutoff=7, out=out)
    assert pd.read_csv(out)["discordant"].tolist() == [True, True]
    said = capsys.readouterr().err
    assert "Note: the cutoff of 7 decides the status" in said
    assert "another for 1 lesion (primary of B)" in said
    with pytest.raises(InputError, match="'inf' is no cutoff"):
        pairs(file, cutoff=float("inf"))


@pytest.mark.r
def test_the_example_of_claims_is_audited_as_what_ships(radiotmb, tmp_path):
    done = radiotmb("audit", "--example", "claims.csv")
    assert done.returncode == 0, done.stderr
    assert radiotmb("audit", "claims.csv").stdout == radiotmb("audit").stdout
    again = radiotmb("audit", "--example", "claims.csv")
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    both = radiotmb("audit", "claims.csv", "--example", "other.csv")
    assert both.returncode == 2
    assert not (tmp_path / "other.csv").exists()


@pytest.mark.r
def test_claims_without_a_check_say_how_to_begin(radiotmb, tmp_path):
    (tmp_path / "claims.csv").write_text("id,value\npatients,58\n")
    assert "--example writes a table with checks" in radiotmb("audit", "claims.csv").stderr


@pytest.mark.r
def test_the_claims_of_another_paper_stand_beside_a_study(radiotmb, tmp_path):
    (tmp_path / "results.json").write_text(
        '{"burden": {"primary": {"n": 40, "high": 9, "mean_tmb": 9.1}}}'
    )
    (tmp_path / "claims.csv").write_text(
        "id,value,kind,n,result\nhigh,12,count,31,burden.primary.high\n"
        "mean,8.25,mean,,burden.primary.mean_tmb\n"
    )
    done = radiotmb("audit", "claims.csv", "--results", "results.json", "--json")
    assert done.returncode == 0, done.stderr
    found = {row["id"]: row for row in json.loads(done.stdout)}
    assert found["high"]["published"] == pytest.approx(12 / 31)
    assert found["high"]["study"] == pytest.approx(9 / 40)
    assert (found["mean"]["published"], found["mean"]["study"]) == (8.25, 9.1)
    (tmp_path / "claims.csv").write_text("id,value,kind\nhigh,12,count\n")
    refused = radiotmb("audit", "claims.csv", "--results", "results.json")
    assert refused.returncode == 2
    assert "into the column `result`, such as burden.primary.mean_tmb" in refused.stderr
