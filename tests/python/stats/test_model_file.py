"""A model's file: read where it is whole, refused with a reason where it is not."""

import json

import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.stats.model_file import (
    checksum_of,
    model_of_text,
    read_model,
    text_of_content,
    write_model,
)
from radiotmb.stats.model_prediction import predict

LEAF = 2147483647


def tree(**other):
    return {
        "left_children": [1, -1, -1], "right_children": [2, -1, -1],
        "parents": [LEAF, 0, 0], "split_indices": [0, 0, 0],
        "split_conditions": [0.5, -0.4, 0.4],
        "tree_param": {"num_nodes": "3", "num_feature": "1"}, **other,
    }  # fmt: skip


def content(**other):
    return {
        "format": "radiotmb-model", "format_version": 1, "made_by": {}, "positive": "high",
        "negative": "low", "lesion": None, "role": None, "phases": [], "preset": None,
        "patients": {"n": 4, "n_positive": 2}, "not_for": [], "performance": {},
        "cutoff": {"value": 0.5, "origin": ""},
        "features": [{"name": "f", "low": 0, "high": 1, "median": 0.5, "mean": 0.5, "sd": 0.3}],
        "covariates": [], "missing": "refuse", "chain": {"class_weights": "none"}, "share": 0.5,
        "recalibration": None, "scanner": None, "flags": [], "parent": None,
        "conformal": {"positive": [0.6], "negative": [0.4]},
        "distance": {"correlation": [[1]], "training": [1.0]},
        "trees": {"learner": {
            "learner_model_param": {"num_feature": "1"}, "objective": {"name": "binary:logistic"},
            "gradient_booster": {"model": {"trees": [tree()]}},
        }}, **other,
    }  # fmt: skip


def with_trees(*trees):
    changed = content()
    changed["trees"]["learner"]["gradient_booster"]["model"]["trees"] = list(trees)
    return changed


def test_what_is_written_is_what_was_read(tmp_path):
    text = text_of_content(content())
    model = model_of_text(text)
    write_model(model, tmp_path / "model.json")
    assert (tmp_path / "model.json").read_bytes().decode() == text
    assert read_model(tmp_path / "model.json").text == text
    # Line ends of another system are no change.
    (tmp_path / "crlf.json").write_bytes(text.replace("\n", "\r\n").encode())
    assert read_model(tmp_path / "crlf.json").checksum == model.checksum


@pytest.mark.parametrize("changed", ['"share": 0.6', '"share": 0.50', '"share":  0.5'])
def test_a_changed_file_is_refused(changed):
    text = text_of_content(content()).replace('"share": 0.5', changed)
    with pytest.raises(InputError, match="changed since it was written"):
        model_of_text(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not readable as JSON"),
        ("[" * 100_000, "not readable as JSON"),
        ("[1]", "no format"),
        ('{"format": "radiotmb-model", "format_version": 3}', "format version 3"),
        ('{"format": "radiotmb-model", "format_version": 1, "x": NaN}', "not readable as JSON"),
    ],
)
def test_what_is_no_model_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        model_of_text(text)


@pytest.mark.parametrize(
    "broken",
    [
        with_trees(tree(left_children=[99, -1, -1])),
        with_trees(tree(left_children=[-2, -1, -1])),
        with_trees(tree(left_children=[0, -1, -1])),
        with_trees(tree(right_children=[-1, -1, -1])),
        with_trees(tree(split_indices=[7, 0, 0])),
        with_trees(tree(split_conditions=[0.5])),
        with_trees(tree(tree_param={"num_nodes": "9", "num_feature": "1"})),
        content(features=[]),
        content(features=[{"name": "f"}]),
        content(distance={"correlation": [[1, 0]], "training": []}),
        content(trees={}),
        content(conformal={"positive": ["x"], "negative": []}),
        content(chain={}),
        content(chain={"class_weights": "balanced"}, share=None),
        content(recalibration={"slope": 1}),
        content(distance={"correlation": [[0]], "training": [1.0]}),
        content(distance={"correlation": [[1]], "training": []}),
        content(missing="guess"),
        content(positive=1),
        content(phases=[{}]),
        content(scanner={"texts": {}, "numbers": {"kvp": [80]}}),
    ],
)
def test_a_damaged_model_is_refused_even_under_its_own_checksum(broken):
    text = text_of_content(broken)
    assert json.loads(text)["checksum"] == checksum_of(text)
    with pytest.raises(InputError, match="an entry is not as it should be"):
        model_of_text(text)


def test_a_file_of_bytes_or_none_is_refused(tmp_path):
    (tmp_path / "bytes").write_bytes(b"{\xff\xfe")
    with pytest.raises(InputError, match="no UTF-8"):
        read_model(tmp_path / "bytes")
    with pytest.raises(InputError, match="no such file"):
        read_model(tmp_path / "absent")


def with_regression(**other):
    column = {"name": "f", "mean": 0.5, "sd": 0.3, "coefficient": 2.0}
    regression = {"alpha": 0, "lambda": 0.1, "intercept": -1.0, "columns": [{**column, **other}]}
    return content(format_version=2, trees=None, regression=regression)


def test_a_regression_stands_in_place_of_trees():
    model = model_of_text(text_of_content(with_regression()))
    assert model.content["regression"]["columns"][0]["coefficient"] == 2.0
    assert model.text.rstrip().splitlines()[-3].startswith('  "regression"')


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (with_regression(name="g"), "other columns"),
        (with_regression(sd=0), "no spread"),
        (with_regression(coefficient="much"), "could not convert"),
        ({**with_regression(), "regression": None}, "not one learner"),
        ({**with_regression(), "trees": content()["trees"]}, "not one learner"),
        (content(trees=None), "not one learner"),
    ],
)
def test_a_regression_that_is_not_whole_is_refused(broken, message):
    with pytest.raises(InputError, match=message):
        model_of_text(text_of_content(broken))


def test_a_reformatted_file_is_refused_with_what_may_have_done_it():
    text = json.dumps(json.loads(text_of_content(content())), indent=4)
    with pytest.raises(InputError, match="An editor that reformats JSON"):
        model_of_text(text)


def test_trees_that_xgboost_itself_refuses_are_one_message():
    """What no check of ours knows, under a checksum of its own: a tree without base weights."""
    model = model_of_text(text_of_content(content()))
    with pytest.raises(InputError, match="XGBoost cannot use the trees of the model") as refused:
        predict(model, pd.DataFrame({"patient_id": ["P1"], "f": [0.4]}))
    assert "\n" not in str(refused.value)
