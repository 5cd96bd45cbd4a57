"""A whole study with ``engine: python`` on a machine without R, seen from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
import yaml

from radiotmb.inputs.extdata import extdata
from radiotmb.inputs.tables import write_table
from radiotmb.simulate import write_demo

ONLY_IN_R = ("paired comparison of the lesions", "clinical variables by group", "published numbers")
MODEL = {
    "outer": 2, "inner": 2, "repeats": 1, "trees": 5, "permutations": 3, "permutation_trees": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """The demonstration cohort with two phases and a small model."""
    folder = tmp_path_factory.mktemp("without_r")
    file = write_demo(folder / "demo", progress=False)
    images = pd.read_csv(folder / "demo" / "images.csv")
    kept = images[images["phase"].isin(["prone", "enhanced"])]
    write_table(kept.groupby("lesion").head(14), folder / "demo" / "images.csv")
    content = yaml.safe_load(file.read_text())
    content["phases"] = {
        "primary": ["prone"], "metastasis": ["enhanced"], "pair": ["prone", "enhanced"],
    }  # fmt: skip
    content["model"] |= MODEL
    file.write_text(yaml.safe_dump(content))
    return file


def run_without_r(study: Path, out: Path, *more: str) -> subprocess.CompletedProcess:
    """``radiotmb run`` where no program is on the PATH and no variable leads to R."""
    empty = out.with_name("empty")
    empty.mkdir(exist_ok=True)
    hidden = {"R_HOME", "R_LIBS", "RADIOTMB_RLIB"}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    code = "from radiotmb.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "run", str(study), "--out", str(out), *more],
        capture_output=True, text=True, env={**env, "PATH": str(empty)}, check=False,
    )  # fmt: skip


def test_the_r_engine_is_refused_before_anything_is_computed(study, tmp_path):
    run = run_without_r(study, tmp_path / "out", "--engine", "r")
    assert run.returncode == 3
    assert "R is not installed, and the study's engine is r" in run.stderr
    assert "engine: python" in run.stderr
    assert not (tmp_path / "out" / "tables").exists()


@pytest.mark.slow
def test_the_python_engine_reaches_the_report_and_names_what_is_skipped(study, tmp_path):
    out = tmp_path / "out"
    run = run_without_r(study, out, "--engine", "python", "--workers", "2")
    assert run.returncode == 0, run.stderr
    results = json.loads((out / "results.json").read_text())
    schema = json.loads(extdata("results.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(results, schema)
    page = (out / "report.html").read_text()
    last = run.stderr.strip().splitlines()[-1]
    skipped = [note["subject"] for note in results["notes"] if "skipped" in note["message"]]
    for analysis in ONLY_IN_R:
        assert any(subject.startswith(analysis) for subject in skipped)
        assert analysis in last
        assert analysis in page
    reason = "only R computes this, and R is not installed"
    for section in ("pairs", "groups", "published"):
        assert results[section] == {"skipped": reason}
    tables = {path.stem for path in (out / "tables").glob("*.csv")}
    # What the parallel engine has is there, its permutation null included ...
    assert {
        "burden", "features", "predictions", "selected", "permutation", "discordance", "survival",
        "survival_tests", "hazard_ratios",
    } <= tables  # fmt: skip
    phases = [(model["lesion"], model["phase"]) for model in results["models"]]
    assert phases == [("primary", "prone"), ("metastasis", "enhanced")]
    for model in results["models"]:
        assert model["permutations"] == MODEL["permutations"]
        assert 0 < model["p_permutation"] <= 1
    best = [(one["lesion"], one["phase"]) for one in results["best_of_phases"]["phases"]]
    assert best == phases
    # ... and what only R has is not, not even from an earlier run.
    assert not {"pairs", "genes", "chance", "groups", "published", "audit"} & tables


@pytest.mark.r
@pytest.mark.slow
def test_with_r_at_hand_the_python_engine_skips_nothing(study, tmp_path):
    out = tmp_path / "out"
    code = "from radiotmb.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "run", str(study), "--out", str(out), "--engine", "python"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    results = json.loads((out / "results.json").read_text())
    assert not [note for note in results["notes"] if "skipped" in note["message"]]
    assert results["models"][0]["permutations"] == MODEL["permutations"]
    assert {"pairs", "genes", "groups", "published"} <= {
        path.stem for path in (out / "tables").glob("*.csv")
    }
