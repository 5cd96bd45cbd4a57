"""Survival with lifelines against R's survival package."""

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import StatisticsError
from radiotmb.stats import compare_survival, r


def _both(patients, group, **more):
    ours = compare_survival(patients, group, permutations=0, engine="python", **more)
    return ours, compare_survival(patients, group, permutations=0, **more)


def _cohort(n, groups, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "patient_id": [f"P{i:03d}" for i in range(n)],
            "os_days": rng.integers(5, 60, n) * 50,
            "os_event": rng.integers(0, 2, n),
            "group": rng.choice(groups, n),
        }
    )


@pytest.mark.parametrize("engine", ["r", "python"])
def test_a_number_that_was_taken_for_a_group_is_refused(engine):
    patients = _cohort(24, ["a"], 1).assign(age=range(40, 64))
    with pytest.raises(StatisticsError, match="24 different values, where at most 8 groups"):
        compare_survival(patients, "age", permutations=0, engine=engine)


def _compare(ours, theirs):
    assert ours.tests["statistic"][0] == pytest.approx(theirs.tests["statistic"][0], abs=1e-10)
    assert ours.tests["p_value"][0] == pytest.approx(theirs.tests["p_value"][0], abs=1e-10)
    assert ours.tests["df"].tolist() == theirs.tests["df"].tolist()
    pd.testing.assert_frame_equal(ours.curves, theirs.curves, check_dtype=False, rtol=1e-9)
    pd.testing.assert_frame_equal(ours.medians, theirs.medians, check_dtype=False)
    pd.testing.assert_frame_equal(ours.follow_up, theirs.follow_up, check_dtype=False)
    # Two optimisers end within their own tolerances, coxph's being 1e-9 of the log-likelihood.
    pd.testing.assert_frame_equal(ours.hazard_ratios, theirs.hazard_ratios, rtol=1e-5)
    assert ours.flags == theirs.flags


@pytest.mark.r
@pytest.mark.parametrize(
    ("n", "groups"), [(24, ["concordant", "discordant"]), (150, ["a", "b", "c", "d"])]
)
@pytest.mark.parametrize("seed", range(3))
def test_same_as_r(n, groups, seed):
    _compare(*_both(_cohort(n, groups, seed), "group"))


@pytest.mark.r
def test_same_as_r_on_the_colon_cancer_trial():
    _compare(*_both(_colon(), "rx", time="time", event="status"))


def _colon():
    """Deaths of survival::colon, Moertel's trial of levamisole and fluorouracil."""
    colon = r.call("base::getExportedValue", ns="survival", name="colon")
    colon = colon[colon["etype"] == 2]
    return colon.rename(columns={"id": "patient_id"})[["patient_id", "rx", "time", "status"]]


@pytest.mark.r
def test_two_groups_check_proportional_hazards():
    ours, theirs = _both(_cohort(80, ["a", "b"], 4), "group")
    assert theirs.proportional_hazards["df"][0] == ours.proportional_hazards["df"][0] == 1
    # lifelines fits the residuals' slope, cox.zph (3.x) has the exact score test: near, not equal.
    both = (ours.proportional_hazards["p_value"][0], theirs.proportional_hazards["p_value"][0])
    assert abs(both[0] - both[1]) < 0.1


@pytest.mark.r
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(group="all"),
        lambda t: t.assign(os_event=0),
        lambda t: t.assign(os_event=t["os_event"].where(t["group"] == "a", 0)),
        lambda t: t.assign(os_days=t["os_days"].astype(float).mask(t.index < 2)),
        lambda t: t.assign(
            os_days=np.where(t["group"] == "a", t["os_days"], t["os_days"] + 5000),
            os_event=np.where(t.index % 3 == 0, 0, 1),
        ),
        lambda t: t.assign(group=pd.Categorical(t["group"], ["b", "a", "nobody"])),
    ],
    ids=[
        "one group",
        "no event",
        "no event in a group",
        "missing times",
        "separated",
        "an empty level",
    ],
)
def test_degenerate_cohorts_are_flagged_as_in_r(change):
    ours, theirs = _both(change(_cohort(24, ["a", "b"], 1)), "group")
    assert ours.flags == theirs.flags
    assert ours.tests["p_value"].isna().tolist() == theirs.tests["p_value"].isna().tolist()
    pd.testing.assert_frame_equal(ours.medians, theirs.medians, check_dtype=False)


@pytest.mark.r
@pytest.mark.parametrize(
    ("column", "value"), [("os_event", 2), ("os_days", -1), ("os_days", "soon")]
)
def test_refusals_are_in_rs_words(column, value):
    table = _cohort(12, ["a", "b"], 2)
    table[column] = value
    messages = []
    for engine in ("r", "python"):
        with pytest.raises(StatisticsError) as caught:
            compare_survival(table, "group", engine=engine)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
