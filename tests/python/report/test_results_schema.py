"""results.json follows its published schema, and the schema says no to what is not one."""

from __future__ import annotations

import json

import jsonschema
import pytest

from radiotmb.inputs.extdata import extdata


@pytest.fixture(scope="module")
def schema() -> dict:
    content = json.loads(extdata("results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return content


def faults(results: dict, schema: dict) -> list[str]:
    found = jsonschema.Draft202012Validator(schema).iter_errors(results)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.fixture
def results(output) -> dict:
    return json.loads((output / "results.json").read_text(encoding="utf-8"))


def test_results_of_a_whole_study_are_valid(schema, results):
    assert faults(results, schema) == []


def test_skipped_stages_are_valid(schema, results):
    reason = {"skipped": "no follow-up"}
    results |= {"survival": reason, "groups": reason, "discordance": reason}
    results |= {"pairs": reason, "published": reason}
    results["models"][0] = {"lesion": "primary", "phase": "prone", "skipped": "all are low"}
    assert faults(results, schema) == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("cohort", "patients"), 23.5),
        (("models", 0, "auc"), 1.2),
        (("models", 0, "skipped"), "and yet it has an AUC"),
        (("pairs", "cells", "both_high"), -1),
        (("discordance", "skipped"), ""),
        (("engine",), "julia"),
        (("notes",), [{"level": "loud", "stage": "", "subject": "", "message": "m", "remedy": ""}]),
    ],
)
def test_what_cannot_be_a_result_is_refused(schema, results, path, wrong):
    *parents, last = path
    part = results
    for name in parents:
        part = part[name]
    if path == ("discordance", "skipped"):
        results["discordance"] = {"skipped": wrong}
    else:
        part[last] = wrong
    assert faults(results, schema) != []
