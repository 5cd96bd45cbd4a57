"""Table 1: the patients of each group, over all and beside each other."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Table, file_name
from radiotmb.report.study_output import StudyOutput

_KNOWN = (
    "comparison", "variable", "level", "overall", "smd", "smd_lower", "smd_upper", "test", "rule",
    "statistic", "p_value",
)  # fmt: skip
# Blanks at which no line breaks.
_SET_IN = "\u00a0\u00a0\u00a0"
_CAPTION = (
    "n (%): patients, and percent of those with a value. SMD: standardised mean difference of the "
    "groups (0: alike; above 0.1 is commonly called an imbalance), with the interval that the "
    "number of patients leaves. Chi-square where all expected counts are at least 5, Fisher's "
    "exact test otherwise; Mann-Whitney for numbers of two groups. No correction for the number "
    "of tests."
)


def table_one(output: StudyOutput) -> list[Block]:
    """A Table 1 for each comparison, that by concordance first and open."""
    return tables_by_comparison(
        output.table("table_one"), lambda name, part, first: _table(output, name, part, first=first)
    )


def tables_by_comparison(
    table: pd.DataFrame | None, make: Callable[[str, pd.DataFrame, bool], Table]
) -> list[Block]:
    """What ``make(comparison, rows, first)`` makes of each comparison, that by concordance first.

    Parameters
    ----------
    table : pandas.DataFrame or None
        With a column ``comparison``; without it the rows are one comparison of groups.
    make : callable
        ``first`` is true of the one table that stands open.
    """
    if table is None:
        return []
    if "comparison" not in table:
        table = table.assign(comparison="group")
    parts = {str(name): part for name, part in table.groupby("comparison", sort=False)}
    names = sorted(parts, key=lambda name: name != "concordance")
    return [make(name, parts[name], place == 0) for place, name in enumerate(names)]


def _table(output: StudyOutput, comparison: str, part: pd.DataFrame, *, first: bool) -> Table:
    groups = [str(name) for name in part if name not in _KNOWN and part[name].notna().any()]
    found = output.result("table_one", comparison, default={})
    sizes = found.get("sizes", {})
    columns = {
        "characteristic": Column("Characteristic", str),
        "overall": _counts("Overall", found.get("patients")),
        **{name: _counts(name.capitalize(), sizes.get(name)) for name in groups},
        "difference": Column("SMD (95% CI)", right=True, missing=""),
        "p_value": Column("p", wording.p_value, missing=""),
        "test": Column("Test", missing=""),
    }
    title = f"Table 1. Patients by {comparison}" if first else f"Patients by {comparison}"
    return Table(
        file_name("table_one", comparison), title, with_headings(part, groups), columns, _CAPTION,
        folded=not first,
    )  # fmt: skip


def with_headings(part: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """The rows of one comparison as a paper prints them.

    A number is one row; a categorical variable has a heading, which holds its difference and its
    test, and its levels under it, set in.
    """
    rows = []
    tested = ["smd", "smd_lower", "smd_upper", "test", "rule", "statistic", "p_value"]
    for name, of in part.groupby("variable", sort=False):
        word = wording.variable(str(name))
        head = {key: of.iloc[0][key] for key in tested}
        head["difference"] = _difference(head["smd"], head["smd_lower"], head["smd_upper"])
        number = _is_number(str(of.iloc[0]["level"]))
        if not number:
            rows.append({"characteristic": f"{word}, n\u00a0(%)", **head})
        for place, row in enumerate(of.to_dict("records")):
            cells = {key: row[key] for key in ("overall", *groups)}
            if number and place == 0:
                rows.append({"characteristic": f"{word}, {row['level']}", **cells, **head})
            else:
                rows.append({"characteristic": f"{_SET_IN}{row['level']}", **cells})
    first = ["characteristic", "overall", *groups, "difference", *tested]
    return pd.DataFrame(rows).reindex(columns=first)


def _is_number(level: str) -> bool:
    return level.startswith(("median (", "mean ("))


def _counts(heading: str, size: int | None) -> Column:
    n = "" if size is None else f" (n\u00a0=\u00a0{size})"
    return Column(heading + n, str, right=True, missing="")


def _difference(smd: object, lower: object, upper: object) -> str:
    if wording.is_missing(smd):
        return wording.NOT_ESTIMABLE
    if wording.is_missing(lower):
        return wording.decimals(smd)
    return f"{wording.decimals(smd)} ({wording.interval(lower, upper)})"
