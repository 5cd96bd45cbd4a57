"""One model from one features table: what ``radiotmb model`` writes and shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import stats
from radiotmb.inputs.tables import write_table
from radiotmb.runtime.files import write_json
from radiotmb.runtime.lock import hold_folder
from radiotmb.runtime.workers import Workers
from radiotmb.study.model_tables import model_tables
from radiotmb.study.nulls import null_of_one


@dataclass(frozen=True)
class SingleModel:
    """What a model of one table is found to be.

    Attributes
    ----------
    summary : dict
        Plain data.
    shown : dict of str to pandas.DataFrame
        The tables a person wants to see, by title.
    measures : pandas.DataFrame
        The main table: measure, estimate, lower, upper.
    """

    summary: dict[str, Any]
    shown: dict[str, pd.DataFrame]
    measures: pd.DataFrame


def model_one(
    features: pd.DataFrame,
    labels: pd.DataFrame,
    out: str | Path,
    *,
    permutations: int = 0,
    engine: str = "r",
    seed: int = 1,
    workers: Workers | int = 1,
    **parameters: Any,
) -> SingleModel:
    """Nested cross-validation of one table, its tables written into ``out``.

    Parameters
    ----------
    features : pandas.DataFrame
        patient_id and one column a feature.
    labels : pandas.DataFrame
        patient_id and status.
    out : path
        Folder for predictions.csv, folds.csv, selected.csv, roc.csv, summary.json ..., and with
        ``folds="centre"`` centres.csv and centre_measures.csv.
    permutations : int
        Runs of the whole pipeline on permuted labels; 0 for none.
    engine : {"r", "python"}
    seed : int
    workers : Workers or int
        Where the permutations run; a number is that many processes of this machine.
    **parameters
        Of :func:`radiotmb.stats.nested_cv`.

    Returns
    -------
    SingleModel
    """
    with hold_folder(out):
        return _model_into(
            Path(out), features, labels, permutations, engine, seed, workers, parameters
        )


def _model_into(
    out: Path,
    features: pd.DataFrame,
    labels: pd.DataFrame,
    permutations: int,
    engine: str,
    seed: int,
    workers: Workers | int,
    parameters: dict[str, Any],
) -> SingleModel:
    centres = None
    if parameters.get("folds") == "centre" and engine == "r":
        own = {name: value for name, value in parameters.items() if name != "folds"}
        centres = stats.validate_centres(features, labels, seed=seed, **own)
        fit = centres.nested
    else:
        fit = stats.nested_cv(features, labels, engine=engine, seed=seed, **parameters)
    for name, table in model_tables(fit).items():
        write_table(table, out / f"{name}.csv")
    roc = fit.roc
    area = float(fit.measures.set_index("measure")["estimate"]["auc"])
    estimates = pd.DataFrame(
        {
            "n": [roc.n],
            "positive": [roc.n_positive],
            "AUC, mean of repeats": [area],
            "AUC, averaged output": [roc.auc],
            "cutoff": [roc.cutoff],
            "sensitivity": [roc.sensitivity],
            "specificity": [roc.specificity],
        }
    )
    shown = {
        "Held-out predictions": estimates,
        "Features by how often they were selected": fit.features.head(15),
        "Folds": fit.folds,
    }
    summary = {**fit.as_dict(), "engine": engine}
    if centres is not None:
        write_table(centres.centres, out / "centres.csv")
        write_table(centres.measures, out / "centre_measures.csv")
        shown["Each centre by a model of the others"] = centres.centres[
            ["centre", "n", "n_positive", "auc", "lower", "upper", "note"]
        ]
        shown["Over centres"] = centres.measures
        whole = centres.as_dict()
        names = ("centres", "measures", "q", "q_p_value", "conf_level")
        summary["validation"] = {name: whole[name] for name in names}
        summary["flags"] = list(centres.flags)
    if permutations:
        # The chain under the true labels has just run: with these trees and repeats it is the same.
        null = null_of_one(
            features,
            labels,
            {**parameters, "engine": engine, "seed": seed, "observed": area},
            permutations,
            workers=workers,
        )
        write_table(null.null, out / "permutation.csv")
        shown["Permutation null"] = pd.DataFrame(
            {
                "permutations": [len(null.null)],
                "observed": [null.observed],
                "mean of null": [null.null["auc"].mean()],
                "p": [null.p_value],
            }
        )
        summary["permutation"] = null.as_dict()
    write_json(out / "summary.json", summary)
    return SingleModel(summary, shown, fit.measures)
