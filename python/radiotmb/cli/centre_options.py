"""The options of a model of several centres, and the arguments that they are in the statistics."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer


class Folds(str, enum.Enum):
    """What an outer fold holds out."""

    patients = "patients"
    centre = "centre"


class Harmonise(str, enum.Enum):
    """How batch effects are taken out of features."""

    none = "none"
    combat = "combat"
    leaky = "leaky"


class KeptHarmonise(str, enum.Enum):
    """How batch effects are taken out of the features of a model to keep."""

    none = "none"
    combat = "combat"


class Unseen(str, enum.Enum):
    """What becomes of a batch without training patients."""

    refuse = "refuse"
    unchanged = "unchanged"


FoldsOption = Annotated[
    Folds,
    typer.Option(
        "--folds",
        help="Hold out patients, or one centre in turn, whose AUCs are then summarised "
        "(internal-external validation).",
    ),
]
HarmoniseOption = Annotated[
    Harmonise,
    typer.Option(
        "--harmonise",
        help="Learn ComBat in each fold from its training patients; leaky: from everyone before "
        "the folds, to show what that would have claimed.",
    ),
]
KeptHarmoniseOption = Annotated[
    KeptHarmonise,
    typer.Option(
        "--harmonise", help="Learn ComBat from the training patients and keep it in the model."
    ),
]
Centre = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="The column of labels or features that names each patient's centre; 'centre' where "
        "there is one.",
    ),
]
Batch = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="The column of labels or features that ComBat corrects for, such as a scanner; the "
        "centre where not given.",
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN",
        help="A column of labels or features whose effect ComBat keeps; may be given again.",
    ),
]
UnseenOption = Annotated[
    Unseen,
    typer.Option(
        "--unseen",
        help="Refuse held-out patients of a batch without training patients, or take them as they "
        "are.",
    ),
]
PredictUnseen = Annotated[
    Unseen | None,
    typer.Option(
        "--unseen",
        help="Of a model with ComBat: refuse patients of a batch without training patients, or "
        "take them as they are; the model's own rule where not given.",
    ),
]


def centre_arguments(
    *,
    folds: Folds = Folds.patients,
    harmonise: Harmonise | KeptHarmonise,
    centre: str | None,
    batch: str | None,
    keep: list[str] | None,
    unseen: Unseen,
) -> dict[str, Any]:
    """What was asked for, under the names of ``nested_cv()``; nothing that is the default.

    Examples
    --------
    >>> centre_arguments(harmonise=Harmonise.combat, centre=None, batch="kernel", keep=None,
    ...                  unseen=Unseen.refuse)
    {'harmonise': 'combat', 'batch': 'kernel'}
    """
    asked = {
        "folds": folds.value,
        "harmonise": harmonise.value,
        "unseen": unseen.value,
        "centre": centre,
        "batch": batch,
        "keep": keep or None,
    }
    default = {"folds": "patients", "harmonise": "none", "unseen": "refuse"}
    return {name: value for name, value in asked.items() if value != default.get(name)}


def named_columns(arguments: dict[str, Any]) -> list[str]:
    """The columns of the labels table that these arguments may mean."""
    named = [arguments.get("centre", "centre"), arguments.get("batch"), *arguments.get("keep", [])]
    return [name for name in named if name is not None]
