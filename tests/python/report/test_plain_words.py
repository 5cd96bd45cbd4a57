"""The first screen says what the numbers allow, and no more."""

from __future__ import annotations

import pytest

from radiotmb.report.sections.plain_words import plain_words
from radiotmb.report.study_output import read_output


@pytest.fixture
def told(tmp_path, simulated):
    """``told(**results)``: the three answers of a study with these entries of results.json."""
    number = iter(range(9))

    def answers(drop: tuple[str, ...] = (), **results) -> dict[str, str]:
        folder = simulated.write_output(tmp_path / str(next(number)), drop=drop, **results)
        found: dict[str, str] = {}
        for about, sentence in plain_words(read_output(folder)):
            text = sentence.replace("\u00a0", " ")
            found[about] = f"{found[about]} {text}" if about in found else text
        return found

    return answers


def test_what_was_found_has_an_interval_with_every_estimate(told):
    found = told()["What was found"]
    assert "7 of 24 patients had a high tumor mutational burden" in found
    assert "29% (95% CI 13% to 51%)" in found
    assert "died at 2.40 (0.80 to 7.20) times the rate of concordant ones" in found
    assert "for primary supine" in found


def test_each_finding_is_a_line_under_its_question(output):
    lines = plain_words(read_output(output))
    assert [about for about, _ in lines].count("What was found") == 3
    assert list(dict.fromkeys(about for about, _ in lines)) == [
        "What was found", "How sure", "What it does not show",
    ]  # fmt: skip


def test_an_estimate_without_an_interval_says_so(told):
    models = [{"lesion": "primary", "phase": "supine", "auc": 0.8, "auc_lower": None,
               "auc_upper": None, "skipped": None}]  # fmt: skip
    answers = told(models=models)
    assert "0.80 (interval not estimable) for primary supine" in answers["What was found"]
    assert "How sure the AUCs are was not computed." in answers["How sure"]


@pytest.mark.parametrize(
    ("observed", "said"),
    [(7, "no proof that the lesions differ"), (13, "so the lesions do differ"),
     (3, "fewer, as where the lesions share mutations")],
)  # fmt: skip
def test_chance_is_weighed_by_its_range(told, observed, said):
    chance = [{"model": "independent Poisson", "expected": 8.1, "lower": 4, "upper": 12,
               "observed": observed}]  # fmt: skip
    pairs = {"n": 24, "chance": chance, "discordant": {"numerator": observed, "denominator": 24}}
    assert said in told(pairs=pairs)["How sure"]


@pytest.mark.parametrize(("lower", "said"), [(0.8, "includes 1"), (1.2, "excludes 1")])
def test_an_interval_of_the_rate_of_death_that_includes_1_leaves_no_difference_open(
    told, lower, said
):
    ratios = [{"group": "discordant", "reference": "concordant", "hazard_ratio": 2.4,
               "lower": lower, "upper": 7.2}]  # fmt: skip
    survival = {"concordance": {"hazard_ratios": ratios, "tests": [], "flags": []}}
    assert said in told(survival=survival)["How sure"]


def test_models_are_counted_by_whole_intervals_above_chance(told):
    models = [
        {"lesion": "primary", "phase": str(i), "auc": 0.8, "auc_lower": low, "auc_upper": 0.9}
        for i, low in enumerate((0.4, 0.55, 0.6, 0.3, 0.49))
    ]
    answers = told(models=models)
    assert "Of 5 AUCs, 2 are surely better than a coin toss" in answers["How sure"]
    assert "the lowest and the highest of 5 models" in answers["What was found"]


def test_simulated_data_and_one_hospital_are_said(told):
    not_shown = told()["What it does not show"]
    assert "these data are simulated" in not_shown
    assert "no patients of another hospital were tried" in not_shown
    real = told(simulated=False, external={"name": "B"})["What it does not show"]
    assert "simulated" not in real
    assert "one other cohort was tried" in real
    model = {"lesion": "primary", "phase": "supine", "auc": 0.8, "centres": {"auc": 0.7}}
    several = told(models=[model])["What it does not show"]
    assert "each centre by models of the others" in several


def test_nothing_is_claimed_where_nothing_was_computed(told, simulated):
    answers = told(tuple(simulated.simulate_tables()), models=[], pairs=None, survival=None,
                   burden=None)  # fmt: skip
    assert "No tumor mutational burden (TMB) was computed." in answers["What was found"]
    assert "No model from images could be made." in answers["What was found"]
    assert answers["How sure"] == "Nothing was estimated."
