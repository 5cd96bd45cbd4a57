"""The CT phases of a study's models: one phase, or several of the same patients side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from radiotmb.study.study_file import Study

_JOINED_BY = "+"
_KEYS = ("patient_id", "lesion", "phase", "label", "preset")


def modelled_phases(study: Study) -> Iterator[tuple[str, str]]:
    """Role of the lesion and phase of each model of a study, in the order of the study file.

    Examples
    --------
    >>> phases = {"primary": ["supine", "supine+prone"], "metastasis": []}
    >>> list(modelled_phases(Study(samples="samples.csv", phases=phases)))
    [('primary', 'supine'), ('primary', 'supine+prone')]
    """
    for lesion, phases in (
        ("primary", study.phases.primary),
        ("metastasis", study.phases.metastasis),
    ):
        for phase in phases or ():
            yield lesion, phase


def parts_of_phase(phase: str) -> list[str]:
    """The phases of the images table whose features a model has: several where joined by ``+``.

    Examples
    --------
    >>> parts_of_phase("supine + prone"), parts_of_phase("enhanced")
    (['supine', 'prone'], ['enhanced'])
    """
    return [part.strip() for part in phase.split(_JOINED_BY)]


def features_of_phase(
    features: pd.DataFrame,
    lesion: str | None,
    phase: str,
    *,
    keys: Sequence[str] = ("patient_id",),
) -> pd.DataFrame:
    """One row a patient: the features of a lesion in a phase, or in several side by side.

    Side by side a feature is named ``phase.feature``, as in R's ``nested_cv(phase = c(...))``, and
    only patients with a scan of every phase have a row.

    Parameters
    ----------
    features : pandas.DataFrame
        patient_id, lesion, phase and the feature columns.
    lesion : str or None
        None where the features are of the wanted lesions only.
    phase : str
    keys : sequence of str
        What tells the rows apart: also ``lesion`` where a patient has several.

    Returns
    -------
    pandas.DataFrame
        The keys and the feature columns.

    Examples
    --------
    >>> features = pd.DataFrame({
    ...     "patient_id": ["A", "A", "B"], "lesion": "primary",
    ...     "phase": ["supine", "prone", "supine"], "volume": [1.0, 2.0, 3.0],
    ... })
    >>> features_of_phase(features, "primary", "supine+prone").to_dict("records")
    [{'patient_id': 'A', 'supine.volume': 1.0, 'prone.volume': 2.0}]
    """
    of_lesion = features if lesion is None else features[features["lesion"] == lesion]
    others = [name for name in _KEYS if name not in keys]
    parts = parts_of_phase(phase)
    each = [
        of_lesion[of_lesion["phase"] == part].drop(columns=others, errors="ignore")
        for part in parts
    ]
    if len(parts) == 1:
        return each[0]
    wide = [
        rows.set_index(list(keys)).add_prefix(f"{part}.")
        for part, rows in zip(parts, each, strict=True)
    ]
    return pd.concat(wide, axis="columns", join="inner").reset_index()
