"""The file of a fitted model: one JSON document that people, R and Python read.

``inst/extdata/model.schema.json`` describes it. Its checksum is the SHA-256 of the text in which
the checksum is empty; it finds changes and is no signature.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from radiotmb.errors import InputError
from radiotmb.runtime.files import whole_file
from radiotmb.stats.fitted_model import FittedModel

FORMAT = "radiotmb-model"
# Version 2 has a regression in place of trees, or a harmonisation; a model of trees and of features
# as they are stays of version 1.
FORMAT_VERSION = 2
_LARGEST = 64 * 2**20
_CHECKSUM = re.compile(r'"checksum": "sha256:[0-9a-f]*"')
_RECORDS = ("features", "covariates")
_ENTRIES = (
    "format", "format_version", "made_by", "positive", "negative", "lesion", "role", "phases",
    "preset", "patients", "not_for", "cutoff", "performance", "features", "covariates", "missing",
    "chain", "share", "recalibration", "conformal", "distance", "scanner", "flags", "parent",
    "trees",
)  # fmt: skip


def read_model(path: str | Path) -> FittedModel:
    """Read a model that R or Python has written.

    Parameters
    ----------
    path : path

    Returns
    -------
    FittedModel

    Raises
    ------
    InputError
        Where there is no such file, or it is no model, of a later version, damaged, or changed
        since it was written.

    Examples
    --------
    >>> read_model("absent.json")
    Traceback (most recent call last):
    radiotmb.errors.InputError: absent.json: no such file; expected a model that radiotmb fit wrote
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("no such file", file=path, expected="a model that radiotmb fit wrote")
    if path.stat().st_size > _LARGEST:
        raise InputError(f"no model: more than {_LARGEST >> 20} MB", file=path)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("no model: no UTF-8 text", file=path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=path) from error
    return model_of_text(text, path)


def write_model(model: FittedModel, path: str | Path) -> Path:
    """Write a model, whole or not at all; the file is the one it was read from, byte for byte.

    Parameters
    ----------
    model : FittedModel
    path : path

    Returns
    -------
    pathlib.Path

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import pandas as pd
    >>> from radiotmb.stats import fit_model
    >>> rng = np.random.default_rng(1)
    >>> features = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b", "c"])
    >>> features.insert(0, "patient_id", [f"P{i:02d}" for i in range(20)])
    >>> labels = features[["patient_id"]].assign(
    ...     status=np.where(features["a"] > 0, "high", "low"))
    >>> model = fit_model(features, labels, trees=10, outer=2, inner=2, bootstrap=20)
    >>> file = write_model(model, Path(tempfile.mkdtemp()) / "model.json")
    >>> read_model(file).text == model.text
    True
    """
    with whole_file(path) as temporary:
        temporary.write_bytes(model.text.encode("utf-8"))
    return Path(path)


def model_of_text(text: str, path: str | Path | None = None) -> FittedModel:
    """The model whose file has this text, checked as :func:`read_model` does."""
    text = text.replace("\r\n", "\n")

    def no_model(why: str) -> InputError:
        return InputError(
            f"no model: {why}", file=path, expected="a model that radiotmb fit wrote"
        )  # fmt: skip

    try:
        content = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise no_model("not readable as JSON") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise no_model(f"it has no format '{FORMAT}'")
    version = content.get("format_version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise InputError(
            f"a model of format version {version}", file=path,
            expected=f"version {FORMAT_VERSION} or earlier", hint="Install a newer radiotmb",
        )  # fmt: skip
    if content.get("checksum") != checksum_of(text):
        raise InputError(
            "changed since it was written: its checksum is another",
            file=path,
            hint="An editor that reformats JSON changes it too; take the file as it was, or fit "
            "the model again",
        )
    absent = [name for name in _entries(content) if name not in content]
    if absent:
        raise no_model(f"it has no entry '{absent[0]}'")
    try:
        _check_content(content)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise no_model(f"an entry is not as it should be ({error})") from error
    return FittedModel(text)


def text_of_content(content: Mapping[str, Any]) -> str:
    """The text of a model's file with its checksum: one entry a line, one feature a line."""
    lines = []
    for name in _entries(content):
        value = content[name]
        shown = _compact(value)
        if name in _RECORDS and value:
            shown = "[\n    " + ",\n    ".join(map(_compact, value)) + "\n  ]"
        lines.append(f'  "{name}": {shown}')
    text = "{\n" + ",\n".join(lines) + ',\n  "checksum": "sha256:"\n}\n'
    return _CHECKSUM.sub(f'"checksum": "{checksum_of(text)}"', text)


def _entries(content: Mapping[str, Any]) -> tuple[str, ...]:
    if content["format_version"] < 2:
        return _ENTRIES
    # Version 2 always says whether it has a regression; a harmonisation is there or not.
    harmonised = content.get("harmonisation") is not None
    return (*_ENTRIES, "regression", *(["harmonisation"] if harmonised else []))


def checksum_of(text: str) -> str:
    """The checksum of a model's text, whatever checksum stands in it.

    Examples
    --------
    >>> one = checksum_of('{"checksum": "sha256:00"}')
    >>> one == checksum_of('{"checksum": "sha256:ff"}'), one[:7]
    (True, 'sha256:')
    """
    bare = _CHECKSUM.sub('"checksum": "sha256:"', text, count=1)
    return "sha256:" + hashlib.sha256(bare.encode("utf-8")).hexdigest()


def trees_text(content: Mapping[str, Any]) -> bytes:
    """The trees as XGBoost reads them. Python's JSON keeps 1 and 1.0 apart, as XGBoost wants."""
    return _compact(content["trees"]).encode("utf-8")


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check_content(content: dict[str, Any]) -> None:
    """Raise where an entry lacks what a prediction reads, or a tree points beyond itself."""
    features = len(content["features"])
    for record in content["features"]:
        str(record["name"])
        [float(record[part]) for part in ("low", "high", "median", "mean", "sd")]
    _check_distance(content["distance"], features)
    _check_probabilities(content)
    for values in (content["conformal"][side] for side in ("positive", "negative")):
        [float(value) for value in values]
    float(content["cutoff"]["value"])
    columns = features + sum(
        1 if one["kind"] == "number" else len(one["levels"]) - 1 for one in content["covariates"]
    )
    if content.get("harmonisation") is not None:
        _check_harmonisation(content["harmonisation"], features)
    [str(one) for one in content["patients"].get("fingerprints", [])]
    regression = content.get("regression")
    if (regression is None) == (content["trees"] is None):
        raise ValueError("it has not one learner")
    if regression is not None:
        _check_regression(regression, content)
        return
    learner = content["trees"]["learner"]
    if int(learner["learner_model_param"]["num_feature"]) != columns:
        raise ValueError("the trees have another number of features")
    if learner["objective"]["name"] != "binary:logistic":
        raise ValueError("the trees predict no status")
    for tree in learner["gradient_booster"]["model"]["trees"]:
        if not _is_whole(tree, columns):
            raise ValueError("a tree is not whole")


def _check_distance(distance: Mapping[str, Any], features: int) -> None:
    correlation = distance["correlation"]
    if len(correlation) != features or any(len(row) != features for row in correlation):
        raise ValueError("the correlation is not square")
    # Raises where there is none.
    np.linalg.inv(np.array(correlation, dtype=float))
    if not [float(value) for value in distance["training"]]:
        raise ValueError("no training patient has a distance")


def _check_probabilities(content: Mapping[str, Any]) -> None:
    """What turns the learner's output into a status, and what it is said to be of."""
    weights = content["chain"]["class_weights"]
    if not isinstance(weights, str) or (weights != "none" and not 0 < content["share"] < 1):
        raise ValueError("the classes' weights have no share of the training patients")
    if content["recalibration"] is not None:
        [float(content["recalibration"][part]) for part in ("intercept", "slope")]
    if content["missing"] not in ("refuse", "median"):
        raise ValueError("`missing` is neither refuse nor median")
    for name in ("positive", "negative", *(["lesion"] if content["lesion"] is not None else [])):
        if not isinstance(content[name], str):
            raise ValueError(f"`{name}` is no text")
    if not all(isinstance(phase, str) for phase in content["phases"]):
        raise ValueError("a phase is no text")
    scanner = content["scanner"]
    for low, high in ((scanner or {}).get("numbers") or {}).values():
        float(low), float(high)


def _check_harmonisation(record: Mapping[str, Any], features: int) -> None:
    kept = sum(1 if one["kind"] == "number" else len(one["levels"]) - 1 for one in record["keep"])
    of_batches = [one[part] for one in record["batches"] for part in ("gamma", "delta")]
    numbers = [record["grand_mean"], record["sd"], *of_batches, *record["beta"]]
    if len(record["beta"]) != kept or any(len(values) != features for values in numbers):
        raise ValueError("the harmonisation is not whole")
    if any(float(value) <= 0 for one in record["batches"] for value in one["delta"]):
        raise ValueError("a variance of the harmonisation is not positive")
    str(record["column"]), str(record["unseen"]), [str(one["name"]) for one in record["batches"]]


def _check_regression(regression: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    columns = regression["columns"]
    wanted = [feature["name"] for feature in content["features"]] + covariate_names(content)
    if [one["name"] for one in columns] != wanted:
        raise ValueError("the regression has other columns")
    float(regression["intercept"])
    for one in columns:
        float(one["mean"]), float(one["coefficient"])
        if not float(one["sd"]) > 0:
            raise ValueError("a column of the regression has no spread")


def covariate_names(content: Mapping[str, Any]) -> list[str]:
    """The columns of a model's covariates: one a number, one a text's level but the first.

    Examples
    --------
    >>> covariate_names({"covariates": [{"name": "sex", "kind": "text", "levels": ["f", "m"]}]})
    ['sexm']
    """
    return [
        name
        for one in content["covariates"]
        for name in (
            [one["name"]]
            if one["kind"] == "number"
            else [f"{one['name']}{level}" for level in one["levels"][1:]]
        )
    ]


def _is_whole(tree: Mapping[str, Any], columns: int) -> bool:
    left, right, parents = tree["left_children"], tree["right_children"], tree["parents"]
    nodes = len(left)
    said = (int(tree["tree_param"]["num_nodes"]), int(tree["tree_param"]["num_feature"]))
    lengths = {
        len(part)
        for part in (right, parents, tree["split_indices"], tree["split_conditions"])
    }  # fmt: skip
    if nodes == 0 or lengths != {nodes} or said != (nodes, columns):
        return False
    for node, children in enumerate(zip(left, right, strict=True)):
        if (children[0] == -1) != (children[1] == -1):
            return False
        if children[0] != -1 and any(
            not 0 <= child < nodes or parents[child] != node for child in children
        ):
            return False
    return all(0 <= index < columns for index in tree["split_indices"])
