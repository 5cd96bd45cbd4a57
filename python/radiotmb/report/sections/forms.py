"""Columns that several sections print the same way."""

from __future__ import annotations

from functools import partial

from radiotmb.report import wording
from radiotmb.report.blocks import Column

WHOLE = partial(wording.number, digits=0)
TWO = partial(wording.decimals, digits=2)
THREE = partial(wording.decimals, digits=3)

PATIENT = Column("Patient")
LESION = Column("Lesion")
PHASE = Column("Phase")
P_VALUE = Column("p", wording.p_value)
TEST = Column("Test")
STATISTIC = Column("Statistic", TWO)
NOTE = Column("Note")


def ci(
    lower: str = "lower",
    upper: str = "upper",
    *,
    digits: int = 2,
    heading: str = "95% CI",
    missing: str = wording.NOT_ESTIMABLE,
) -> Column:
    """A column for an interval whose ends stand in two columns.

    ``missing`` stands where both ends are: the interval of an estimate is not estimable then.
    """
    form = partial(wording.interval, digits=digits)
    return Column(heading, form, of=(lower, upper), missing=missing)


# A row a measure of a model, in words.
MEASURES = {
    "lesion": LESION,
    "phase": PHASE,
    "words": Column("Measure"),
    "estimate": Column("Estimate", THREE),
    "interval": ci(digits=3),
}


def reached_between(lower: object, upper: object) -> str:
    """An interval of a time in days, an end of which may lie beyond the follow-up."""
    ends = [
        "not reached" if wording.is_missing(end) else wording.number(end, 0)
        for end in (lower, upper)
    ]
    return "\u00a0to\u00a0".join(ends)


def truth(value: object) -> str:
    """A logical value of R or Python as yes or no."""
    return "yes" if str(value).lower() in ("true", "1", "yes") else "no"
