"""Blocks of permutations on workers."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.runtime.workers import Workers
from radiotmb.study.bootstraps import model_parameters
from radiotmb.study.modelling_inputs import ModellingInputs
from radiotmb.study.nulls import null_of_phases
from radiotmb.study.study_file import Model, Study


def test_a_worker_that_permutes_loads_neither_images_nor_figures():
    loaded = subprocess.run(
        [sys.executable, "-c", "import radiotmb.study.nulls, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert "pandas" in loaded
    assert not {"matplotlib", "SimpleITK", "pysam"} & {*loaded}


def test_a_run_is_found_where_it_is_named():
    import radiotmb.study

    assert radiotmb.study.run_study.__module__ == "radiotmb.study.run"
    assert not hasattr(radiotmb.study, "walk_study")


def _study(**more) -> Study:
    chain = {"outer": 2, "inner": 2, "repeats": 2, "trees": 6, "permutations": 3, **more}
    return Study(samples="samples.csv", engine="python", model=chain)


@pytest.fixture(scope="module")
def phases() -> list[ModellingInputs]:
    random = np.random.default_rng(1)
    labels = pd.DataFrame(
        {"patient_id": [f"P{i:02d}" for i in range(14)], "status": ["high", "low"] * 7}
    )
    tables = [
        labels[["patient_id"]].assign(**{c: random.normal(size=14) for c in "abc"}) for _ in "12"
    ]
    return [
        ModellingInputs("primary", phase, table, labels)
        for phase, table in zip(("supine", "prone"), tables, strict=True)
    ]


def test_the_null_is_of_the_model_s_own_chain_where_nothing_else_is_asked():
    assert Model().permuted_chain() == {"trees": 500, "repeats": 5}
    assert Model().permutes_the_model()
    assert Model(trees=60, repeats=2, permutation_trees=60).permutes_the_model()
    assert not Model(permutation_trees=60).permutes_the_model()
    assert Model(permutation_repeats=1).permuted_chain() == {"trees": 500, "repeats": 1}


def test_one_chain_one_area_one_p(phases):
    study = _study()
    areas = {}
    for inputs in phases:
        chain = {k: v for k, v in model_parameters(study, inputs.phase).items() if k != "rfe"}
        fit = stats.nested_cv(
            inputs.features, inputs.labels, bootstrap=10, engine="python", **chain
        )
        areas[inputs.key] = float(fit.measures["estimate"][0])
    nulls = null_of_phases(study, phases, areas, workers=Workers(1))
    for key, null in nulls.phases.items():
        assert null.observed == areas[key]
        assert (null.parameters["trees"], null.parameters["repeats"]) == (6, 2)
        reached = (null.null["auc"] >= areas[key] - 1e-12).sum()
        assert null.p_value == (1 + reached) / 4
    assert nulls.best is not None
    assert nulls.best["observed"] == max(areas.values())


def test_a_smaller_chain_has_an_observed_area_of_its_own(phases):
    study = _study(permutation_trees=2, permutation_repeats=1)
    areas = {inputs.key: 0.999 for inputs in phases}
    nulls = null_of_phases(study, phases, areas, workers=Workers(1))
    for null in nulls.phases.values():
        assert null.observed != 0.999
        assert (null.parameters["trees"], null.parameters["repeats"]) == (2, 1)
