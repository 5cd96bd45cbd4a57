"""Judging discordance in both engines, and on the published counts."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import judge_discordance


@pytest.mark.r
@pytest.mark.parametrize("cutoffs", [(0.5, 0.4), (0.0, 0.0), (0.3, 1.0)])
def test_same_as_r(scores, pair_truth, cutoffs):
    fewer = scores.iloc[2:]
    ours = judge_discordance(scores, fewer, pair_truth, *cutoffs, "prone", engine="python")
    theirs = judge_discordance(scores, fewer, pair_truth, *cutoffs, "prone")
    pd.testing.assert_frame_equal(ours.measures, theirs.measures, rtol=1e-10)
    pd.testing.assert_frame_equal(ours.patients, theirs.patients)
    assert ours.p_value == pytest.approx(theirs.p_value, rel=1e-10, nan_ok=True)
    for field in ("table", "phases", "cutoffs", "conf_level", "flags"):
        assert getattr(ours, field) == getattr(theirs, field), field


def test_the_published_counts_give_the_published_rates():
    # 6 of 7 discordant and 9 of 15 concordant patients called rightly: 0.857, 0.600, 0.682.
    discordant = np.r_[np.ones(7, bool), np.zeros(15, bool)]
    called = np.r_[np.ones(6, bool), [False], np.zeros(9, bool), np.ones(6, bool)]
    ids = [f"P{i:02d}" for i in range(22)]
    truth = pd.DataFrame(
        {
            "patient_id": ids,
            "primary_status": np.where(discordant, "high", "low"),
            "metastasis_status": "low",
        }
    )
    primary = pd.DataFrame({"patient_id": ids, "probability": called.astype(float)})
    found = judge_discordance(
        primary, primary.assign(probability=0.0), truth, 0.5, 0.5, engine="python"
    )
    assert found.measures["estimate"].head(3).round(3).tolist() == [0.857, 0.600, 0.682]
    assert found.table == {"tp": 6, "fn": 1, "tn": 9, "fp": 6}
    assert round(found.p_value, 3) == 0.074


@pytest.mark.r
@pytest.mark.parametrize(
    "break_it",
    [
        lambda s, t: (s.assign(probability=2.0), t),
        lambda s, t: (pd.concat([s, s.head(1)]), t),
        lambda s, t: (s.assign(patient_id="other" + s["patient_id"]), t),
        lambda s, t: (s, t.assign(primary_status="medium")),
        lambda s, t: (s.drop(columns="probability"), t),
    ],
    ids=["probability", "twice", "nobody", "status", "column"],
)
def test_refusals_have_rs_class(scores, pair_truth, break_it):
    broken, truth = break_it(scores, pair_truth)
    kinds = []
    for engine in ("r", "python"):
        with pytest.raises(StatisticsError) as caught:
            judge_discordance(broken, scores, truth, 0.5, 0.5, engine=engine)
        kinds.append(caught.value.condition[0])
    assert kinds == ["radiotmb_data_error"] * 2
