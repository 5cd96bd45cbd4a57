"""Which models the page draws one by one where a study has very many, and what it says of them.

A panel or a figure a model takes the plotting library a second and the page half a megabyte.
"""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.sections.main_results import fitted_models, name_of_model
from radiotmb.report.study_output import StudyOutput

# More models than this have their AUCs and their rows of the tables, but no panel each.
MODELS_DRAWN = 16

# What has a line a phase in a figure has so many at most.
PHASES_DRAWN = 40


def drawn_models(output: StudyOutput) -> list[dict]:
    """The models with panels of their own, in the study's order.

    All of them up to :data:`MODELS_DRAWN`; of more those of the pair of phases that predicts
    discordance, then those with the most patients of their rarer status, the first in the study
    where these are equal. No result chooses: the best of many AUCs would be too large.
    """
    models = fitted_models(output)
    if len(models) <= MODELS_DRAWN:
        return models
    found = output.result("discordance", default={})
    pair = {(role, found.get(f"{role}_phase")) for role in ("primary", "metastasis")}
    order = sorted(
        range(len(models)),
        key=lambda place: (_key(models[place]) not in pair, -_rarer(models[place]), place),
    )
    return [models[place] for place in sorted(order[:MODELS_DRAWN])]


def of_drawn_models(output: StudyOutput, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table (lesion, phase) that a figure draws; those of no single model too."""
    left_out = {_key(model) for model in _left_out(output)}
    if not left_out:
        return table
    keys = zip(table["lesion"].astype(str), table["phase"].astype(str), strict=True)
    rows = table[[key not in left_out for key in keys]]
    return rows if len(rows) else of_first_phases(table, MODELS_DRAWN)


def of_first_phases(table: pd.DataFrame, most: int = PHASES_DRAWN) -> pd.DataFrame:
    """The rows of a table (lesion, phase) of so many of its phases, the first ones."""
    return table[table.groupby(["lesion", "phase"], sort=False).ngroup() < most]


def drawn_words(output: StudyOutput, table: str) -> str:
    """A sentence for a figure's caption; nothing where every model is drawn."""
    count = len(fitted_models(output))
    if count <= MODELS_DRAWN:
        return ""
    return (
        f" {MODELS_DRAWN} of {count} models are drawn; the numbers of all are in tables/{table}.csv"
        " of the results."
    )


def left_out_words(output: StudyOutput) -> str:
    """Which models are drawn, how they were chosen, which are not and where their numbers are."""
    left_out = _left_out(output)
    if not left_out:
        return ""
    drawn = wording.listed([name_of_model(model) for model in drawn_models(output)])
    names = wording.listed_some([name_of_model(model) for model in left_out])
    return (
        f"The page draws {MODELS_DRAWN} of {len(fitted_models(output))} models one by one: those "
        "of the pair of phases that predicts discordance and those with the most patients of "
        f"their rarer status, whatever their AUC ({drawn}). Not drawn: {names}. Their AUCs are in "
        "the figure of all AUCs and in the table of cutoffs, which names every model; all their "
        "numbers are in the folder tables of the results and in results.json."
    )


def _left_out(output: StudyOutput) -> list[dict]:
    drawn = {_key(model) for model in drawn_models(output)}
    return [model for model in fitted_models(output) if _key(model) not in drawn]


def _key(model: dict) -> tuple[str, str]:
    return str(model.get("lesion", "")), str(model.get("phase", ""))


def _rarer(model: dict) -> int:
    """How many patients have the rarer status, on which the width of the intervals depends."""
    high = model.get("n_positive") or 0
    return min(high, (model.get("n") or 0) - high)
