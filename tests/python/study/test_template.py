"""The template holds every entry, and is a study file at every stage of being filled in."""

import yaml

from radiotmb.study.reference import entries
from radiotmb.study.study_file import Phases, Study
from radiotmb.study.template import study_file_template


def test_every_entry_is_there_with_its_meaning():
    text = study_file_template({"samples": "samples.csv"})
    for name, field in entries(Study):
        assert f"{name.rpartition('.')[2]}: " in text
        assert field.description.split()[0] in text


def test_without_its_comment_signs_it_is_still_a_study_file():
    bare = "\n".join(
        line.replace("# ", "", 1)
        for line in study_file_template({"samples": "samples.csv"}).splitlines()
        if line.lstrip("# ").split(":")[0].isidentifier() and ":" in line
    )
    study = Study(**yaml.safe_load(bare))
    # What has no default stands with its example.
    assert study.phases == Phases(
        primary=["portal"], metastasis=["portal"], pair=("portal", "portal")
    )
    assert study.model == Study(samples="samples.csv").model


def test_values_come_back():
    values = {"samples": "s.csv", "seed": 7, "phases": {"primary": ["a"], "pair": None}}
    assert yaml.safe_load(study_file_template(values)) == values
