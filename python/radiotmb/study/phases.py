"""The phases that a study models: those its file names, or all that its images table has."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.inputs.lesion_roles import roles_of
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.study_file import Phases, Study

_SHOWN = 12


def with_phases(study: Study, images: pd.DataFrame | None) -> Study:
    """The study with the phases that it models, where its file leaves them open.

    Parameters
    ----------
    study : Study
    images : pandas.DataFrame, optional
        lesion and phase of every scan.

    Returns
    -------
    Study
        Its ``phases`` have a list for each lesion. ``pair`` is the one phase of each lesion where
        the file does not name it and there is no choice. What was not named is noted.

    Examples
    --------
    >>> images = pd.DataFrame({
    ...     "patient_id": "A", "lesion": ["primary", "metastasis"], "phase": "portal",
    ... })
    >>> with_phases(Study(samples="samples.csv"), images).phases.pair
    ('portal', 'portal')
    """
    given, named = study.phases, study.phases.model_fields_set
    phases: dict[str, Any] = {
        lesion: _phases_of(images, lesion) if getattr(given, lesion) is None
        else getattr(given, lesion)
        for lesion in ("primary", "metastasis")
    }  # fmt: skip
    phases["pair"] = given.pair
    if images is not None:
        _note_phases(phases, [name for name in phases if getattr(given, name, None) is None])
    if "pair" not in named and given.pair is None:
        phases["pair"] = _only_pair(phases)
        if images is not None:
            _note_pair(phases)
    # Unchecked: that the pair is among them is a check of its own, with a message for a person.
    return study.model_copy(update={"phases": Phases.model_construct(**phases)})


def _phases_of(images: pd.DataFrame | None, lesion: str) -> list[str]:
    if images is None:
        return []
    return images.loc[roles_of(images) == lesion, "phase"].drop_duplicates().astype(str).tolist()


def _only_pair(phases: dict[str, Any]) -> tuple[str, str] | None:
    primary, metastasis = phases["primary"], phases["metastasis"]
    return (primary[0], metastasis[0]) if len(primary) == len(metastasis) == 1 else None


def _note_phases(phases: dict[str, Any], taken: list[str]) -> None:
    listed = [
        f"{name_some(phases[lesion], _SHOWN) or 'none'} of the {lesion}"
        for lesion in taken
        if lesion != "pair"
    ]
    if listed:
        message = "are not named; all phases of the images table are modelled: "
        remedy = "Name those you mean as 'phases' in the study file"
        add_note(Note("info", "models", "phases", message + " and ".join(listed), remedy))


def _note_pair(phases: dict[str, Any]) -> None:
    if phases["pair"]:
        primary, metastasis = phases["pair"]
        message = (
            "is not named; discordance is judged from the only phases, "
            f"{primary} of the primary and {metastasis} of the metastasis"
        )
        add_note(Note("info", "discordance", "phases.pair", message))
    elif phases["primary"] and phases["metastasis"]:
        message = "is not named among several phases: discordance is not judged from images"
        remedy = f"Name one of each lesion, as in 'pair: [{phases['primary'][0]}, "
        remedy += f"{phases['metastasis'][0]}]'"
        add_note(Note("info", "discordance", "phases.pair", message, remedy))
