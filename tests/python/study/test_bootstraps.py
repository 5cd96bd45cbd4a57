"""The chain bootstrap of a study in blocks, and what the models make of it."""

import numpy as np
import pandas as pd
import pytest

from radiotmb import stats
from radiotmb.errors import InputError
from radiotmb.study.bootstraps import _blocks, bootstrap_block, bootstrap_measures
from radiotmb.study.json_frames import frame_from_json, frame_to_json
from radiotmb.study.study_file import read_study

CHAIN = {"trees": 5, "outer": 2, "inner": 2, "repeats": 2, "seed": 3}


@pytest.fixture(scope="module")
def tables():
    random = np.random.default_rng(1)
    features = pd.DataFrame(random.normal(size=(14, 4)), columns=list("abcd"))
    features.insert(0, "patient_id", [f"P{i:02d}" for i in range(14)])
    labels = features[["patient_id"]].assign(status=["high", "low"] * 7)
    return features, labels


@pytest.mark.parametrize("total", [2, 49, 50, 51, 52, 100, 101, 200])
def test_blocks_are_all_resamples_once_and_none_is_of_one(total):
    blocks = _blocks(total)
    numbers = [
        number
        for block in blocks
        for number in range(block["first"], block["first"] + block["resamples"])
    ]
    assert numbers == list(range(1, total + 1))
    assert min(block["resamples"] for block in blocks) >= 2


def test_one_resample_is_refused_and_none_is_not(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text("samples: s.csv\nmodel: {bootstrap_chain: 1}")
    with pytest.raises(InputError, match="1 resample gives no interval"):
        read_study(file)
    file.write_text("samples: s.csv\nmodel: {bootstrap_chain: 0}")
    assert read_study(file).model.bootstrap_chain == 0
    file.write_text("samples: s.csv")
    assert read_study(file).model.bootstrap_chain == 200


@pytest.mark.r
def test_blocks_put_together_are_one_run(tables):
    frames = [frame_to_json(table) for table in tables]
    blocks = [bootstrap_block(*frames, CHAIN, first, 2) for first in (1, 3)]
    made = [
        stats.chain_results.ChainBootstrap(
            **{
                **block,
                **{n: frame_from_json(block[n]) for n in ("measures", "estimates", "resampled")},
            }
        )
        for block in blocks
    ]
    both = stats.combine_bootstraps(made)
    whole = stats.chain_bootstrap(*tables, resamples=4, **CHAIN)
    assert (both.auc, both.lower, both.upper) == pytest.approx(
        (whole.auc, whole.lower, whole.upper), abs=1e-12
    )
    fit = stats.nested_cv(*tables, **CHAIN)
    assert whole.auc == pytest.approx(fit.measures.set_index("measure")["estimate"]["auc"])
    rows = bootstrap_measures(whole)
    assert rows["measure"].tolist() == [
        "auc", "youden_corrected", "sensitivity_corrected", "specificity_corrected",
    ]  # fmt: skip
    assert (rows["lower"] <= rows["estimate"]).all()
    assert (rows["estimate"] <= rows["upper"]).all()
