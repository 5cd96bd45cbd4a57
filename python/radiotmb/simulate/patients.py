"""The simulated clinical table, with the published marginals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from radiotmb.simulate.cohort import Patient
from radiotmb.simulate.streams import stream

# Published marginals of the 24: half are men, 12 in stage IV, 15 in T3, 12 node-positive, one
# without venous invasion, 4 in the right colon; 5 of the 7 discordant are synchronous.
MEN = 12
STAGE_IV = 12
T3 = 15
NODE_POSITIVE = 12
VENOUS_ABSENT = 1
RIGHT_COLON = 4
DISCORDANT_SYNCHRONOUS = 5

AGE_YEARS = (46.0, 64.8, 82.0)
FOLLOW_UP_DAYS = (247, 1063, 2485)

# How much faster patients die, against both lesions low.
HAZARD = {"both high": 1.2, "primary only": 2.2, "metastasis only": 4.0, "both low": 1.0}


def simulate_patients(cohort: list[Patient], seed: int) -> pd.DataFrame:
    """One row a patient: clinical columns, ``os_days``, ``os_event`` and ``simulated``.

    Examples
    --------
    >>> from radiotmb.simulate.cohort import simulate_cohort
    >>> table = simulate_patients(simulate_cohort(2022), seed=2022)
    >>> int((table["stage"] == "IV").sum()), bool(table["simulated"].all())
    (12, True)
    """
    random = stream(seed, "clinical")
    synchronous = _synchronous(random, cohort)
    size = len(cohort)
    t_stage = _assign(random, size, {"T2": 2, "T3": T3, "T4": size - T3 - 2})
    node = _assign(random, size, {"positive": NODE_POSITIVE, "negative": size - NODE_POSITIVE})
    days, event = _survival(random, cohort)
    return pd.DataFrame(
        {
            "patient_id": [patient.patient_id for patient in cohort],
            "age": _spread(random, AGE_YEARS, size, digits=1),
            "sex": _assign(random, size, {"male": MEN, "female": size - MEN}),
            "location": _assign(random, size, {"right": RIGHT_COLON, "left": size - RIGHT_COLON}),
            "timing": np.where(synchronous, "synchronous", "metachronous"),
            "stage": [_stage(*entry) for entry in zip(synchronous, t_stage, node, strict=True)],
            "t_stage": t_stage,
            "node": node,
            "venous_invasion": _assign(
                random, size, {"absent": VENOUS_ABSENT, "present": size - VENOUS_ABSENT}
            ),
            "renal_failure": ["no" if patient.contrast else "yes" for patient in cohort],
            "os_days": days,
            "os_event": event,
            "simulated": True,
        }
    )


def _stage(synchronous: bool, t_stage: str, node: str) -> str:
    """UICC stage: a metastasis found together with the primary makes it IV."""
    if synchronous:
        return "IV"
    if node == "positive":
        return "III"
    return "I" if t_stage == "T2" else "II"


def _assign(random: np.random.Generator, size: int, levels: dict[str, int]) -> list[str]:
    """Exactly so many of each level, in random order."""
    values = [level for level, count in levels.items() for _ in range(count)]
    return [values[index] for index in random.permutation(size)]


def _synchronous(random: np.random.Generator, cohort: list[Patient]) -> np.ndarray:
    discordant = np.array([patient.discordant for patient in cohort])
    chosen = np.zeros(len(cohort), dtype=bool)
    for group, count in (
        (np.flatnonzero(discordant), DISCORDANT_SYNCHRONOUS),
        (np.flatnonzero(~discordant), STAGE_IV - DISCORDANT_SYNCHRONOUS),
    ):
        chosen[random.choice(group, size=count, replace=False)] = True
    return chosen


def _ordered(
    random: np.random.Generator, marks: tuple[float, float, float], size: int, digits: int
) -> np.ndarray:
    """``size`` increasing values with exactly the given minimum, median and maximum."""
    lowest, median, highest = marks
    half = size // 2 - 2
    # Symmetric about the median in the middle pair, so that their mean is the median.
    gap = round(0.01 * (highest - lowest), digits)
    below = np.sort(random.uniform(lowest, median - gap, size=half))
    above = np.sort(random.uniform(median + gap, highest, size=half))
    return np.round(
        np.concatenate([[lowest], below, [median - gap, median + gap], above, [highest]]), digits
    )


def _spread(
    random: np.random.Generator, marks: tuple[float, float, float], size: int, digits: int
) -> np.ndarray:
    return random.permutation(_ordered(random, marks, size, digits))


def _survival(random: np.random.Generator, cohort: list[Patient]) -> tuple[np.ndarray, np.ndarray]:
    """Days of observation (with the published range and median) and deaths (0/1)."""
    hazard = np.array([HAZARD[patient.cell] for patient in cohort])
    discordant = np.array([patient.discordant for patient in cohort])
    while True:
        death = random.exponential(3200 / hazard)
        last_seen = random.uniform(600, 2600, size=len(cohort))
        event = death < last_seen
        # A cohort in which one group never dies would show nothing of the analysis.
        deaths = event[discordant].sum(), event[~discordant].sum()
        if 7 <= sum(deaths) <= 14 and min(deaths) >= 2:
            break
    days = np.empty(len(cohort), dtype=int)
    order = np.argsort(np.minimum(death, last_seen))
    days[order] = _ordered(random, FOLLOW_UP_DAYS, len(cohort), digits=0).astype(int)
    return days, event.astype(int)
