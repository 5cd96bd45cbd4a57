"""The checklists are whole, and every fact they name is one the study can tell."""

from __future__ import annotations

import pytest
import yaml

from radiotmb.report import checklists
from radiotmb.report.checklist_answers import checklist_answer_names, checklist_answers
from radiotmb.report.study_output import read_output


@pytest.mark.parametrize(
    ("name", "items"),
    # TRIPOD+AI counts 27 items, some of them in parts.
    [("clear", 58), ("metrics", 30), ("tripod-ai", 52)],
)
def test_every_item_is_there_once(name, items):
    checklist = checklists.read_checklist(name, {})
    assert len(checklist.items) == items
    assert checklist.items["number"].is_unique
    assert checklist.answered == 0


def test_tripod_has_27_numbers():
    numbers = checklists.read_checklist("tripod-ai", {}).items["number"]
    assert set(numbers.str.extract(r"^(\d+)")[0].astype(int)) == set(range(1, 28))


def test_the_weights_of_metrics_are_those_published():
    """Table 1 of Kocak et al. 2024: 30 weights in nine categories that share out 1."""
    items = checklists.read_checklist("metrics", {}).items
    assert items["weight"].sum() == pytest.approx(1)
    by_section = items.groupby("section", sort=False)["weight"].sum().round(4).to_dict()
    assert by_section == {
        "Study design": 0.2022, "Imaging data": 0.146, "Segmentation": 0.0674,
        "Image processing and feature extraction": 0.1348, "Feature processing": 0.09,
        "Preparation for modeling": 0.0899, "Metrics and comparison": 0.1348, "Testing": 0.1124,
        "Open science": 0.0225,
    }  # fmt: skip
    assert items.loc[2, "weight"] == 0.0919  # the reference standard weighs most


def test_the_parts_of_tripod_are_those_published():
    numbers = list(checklists.read_checklist("tripod-ai", {}).items["number"])
    parts = {"3": "abc", "5": "ab", "6": "abc", "8": "abc", "9": "abc", "12": "abcdefg",
             "18": "abcdef", "20": "abc", "23": "ab", "27": "abc"}  # fmt: skip
    expected = [f"{n}{p}" for n in range(1, 28) for p in parts.get(str(n), [""])]
    assert numbers == expected


@pytest.mark.parametrize("name", checklists.NAMES)
def test_every_fact_named_is_known(name):
    path = checklists._FOLDER / f"{name}.yaml"
    items = yaml.safe_load(path.read_text(encoding="utf-8"))["items"]
    named = {item["fact"] for item in items if "fact" in item}
    assert named <= checklist_answer_names()


def test_every_fact_is_asked_for():
    asked = set()
    for name in checklists.NAMES:
        items = yaml.safe_load((checklists._FOLDER / f"{name}.yaml").read_text("utf-8"))["items"]
        asked |= {item.get("fact") for item in items}
    assert checklist_answer_names() <= asked


def test_facts_come_from_the_parameters(output):
    facts = checklist_answers(read_output(output))
    assert facts["discretisation"] == "Grey levels were discretised with a bin width of 20 HU."
    assert facts["image_types"] == (
        "Original, Laplacian-of-Gaussian (sigma 3 and 5 mm) and wavelet (coif1) images."
    )
    assert facts["feature_count"] == "1037 features a scan."
    assert facts["imbalance"].endswith(
        "primary supine 8 high of 22, primary prone 8 high of 22, metastasis plain 5 high of 24 "
        "and metastasis enhanced 5 high of 22."
    )


def test_what_a_study_without_images_cannot_answer_stays_open(tmp_path, simulated):
    folder = simulated.write_output(tmp_path, extraction=None, models=[], cohort={"patients": 24})
    facts = checklist_answers(read_output(folder))
    assert not {"window", "discretisation", "split", "metrics", "testing"} & set(facts)
    assert "outcome" in facts
