"""Columns that several sections print the same way."""

from __future__ import annotations

from functools import partial

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Column

WHOLE = partial(wording.number, digits=0)
TWO = partial(wording.number, digits=2)
THREE = partial(wording.number, digits=3)

PATIENT = Column("Patient")
LESION = Column("Lesion")
PHASE = Column("Phase")
P_VALUE = Column("p", wording.p_value)
TEST = Column("Test")
STATISTIC = Column("Statistic", TWO)
NOTE = Column("Note")


def with_interval(
    frame: pd.DataFrame, estimate: str, lower: str, upper: str, *, into: str, digits: int = 2
) -> pd.DataFrame:
    """The frame with a text column that holds an estimate and its interval."""
    if not {estimate, lower, upper} <= set(frame):
        return frame
    text = [
        wording.interval(low, high, digits)
        for low, high in zip(frame[lower], frame[upper], strict=True)
    ]
    return frame.assign(**{into: text})


def truth(value: object) -> str:
    """A logical value of R or Python as yes or no."""
    return "yes" if str(value).lower() in ("true", "1", "yes") else "no"
