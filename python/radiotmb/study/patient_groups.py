"""Groups of patients by the status of their lesions, where these are not one primary and one
metastasis of each."""

from __future__ import annotations

import pandas as pd

from radiotmb.inputs.column_values import LESIONS
from radiotmb.inputs.lesion_roles import roles_of


def groups_of_patients(burden: pd.DataFrame, pairs: pd.DataFrame | None) -> pd.DataFrame:
    """Each patient's groups: concordance of its pairs, and status of its lesions of each role.

    A patient is discordant where any of its pairs is, and ``high`` in a role where any of its
    lesions of that role is.

    Parameters
    ----------
    burden : pandas.DataFrame
        patient_id, lesion, role where the names are others, status.
    pairs : pandas.DataFrame, optional
        patient_id and discordant of every pair.

    Returns
    -------
    pandas.DataFrame
        patient_id and a categorical a grouping, the first category the reference: ``concordance``
        (``concordant``, ``discordant``) where there are pairs, then ``primary status`` and
        ``metastasis status`` (``low``, ``high``). A patient without the lesions has no value.

    Examples
    --------
    >>> burden = pd.DataFrame({
    ...     "patient_id": ["A", "A", "B"], "lesion": ["primary", "metastasis", "primary"],
    ...     "status": ["low", "high", "low"],
    ... })
    >>> pairs = pd.DataFrame({"patient_id": ["A"], "discordant": [True]})
    >>> groups_of_patients(burden, pairs).astype(object).values.tolist()
    [['A', 'discordant', 'low', 'high'], ['B', nan, 'low', nan]]
    """
    patients = burden["patient_id"].drop_duplicates().reset_index(drop=True)
    groups = pd.DataFrame({"patient_id": patients})
    if pairs is not None and len(pairs):
        discordant = pairs.groupby("patient_id")["discordant"].any()
        named = discordant.map({False: "concordant", True: "discordant"})
        groups["concordance"] = pd.Categorical(
            patients.map(named), categories=["concordant", "discordant"]
        )
    roles = roles_of(burden)
    for role in LESIONS:
        rows = burden[roles == role]
        if rows.empty:
            continue
        high = (rows["status"] == "high").groupby(rows["patient_id"]).any()
        named = high.map({False: "low", True: "high"})
        groups[f"{role} status"] = pd.Categorical(patients.map(named), categories=["low", "high"])
    return groups
