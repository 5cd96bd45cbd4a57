"""A result as a notebook shows it: heading, main numbers, tables and flags, as escaped HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_ROWS, _COLUMNS = 10, 12
_P_VALUE = re.compile(r"^p$|^p_|_p$|p_value|^fdr$")
NOT_ESTIMABLE = "not estimable"


def result_html(
    heading: str,
    numbers: Iterable[tuple[str, str]] = (),
    tables: Mapping[str, pd.DataFrame] | None = None,
    flags: Iterable[str] = (),
) -> str:
    """The HTML of a result: no script, no style sheet, every text escaped.

    Parameters
    ----------
    heading : str
    numbers : iterable of (label, text)
        The main numbers, with their intervals.
    tables : mapping of str to pandas.DataFrame, optional
        Under their titles; of a long or wide one the beginning, and how much there is more.
    flags : iterable of str
        What a reader must know.

    Examples
    --------
    >>> result_html("Lesions of <A>", [("Dice", "0.91")])
    '<div><p><strong>Lesions of &lt;A&gt;</strong></p><p>Dice: 0.91</p></div>'
    """
    parts = [f"<p><strong>{escape(heading)}</strong></p>"]
    lines = [f"{escape(label)}: {escape(text)}" for label, text in numbers]
    if lines:
        parts.append(f"<p>{'<br>'.join(lines)}</p>")
    for title, frame in (tables or {}).items():
        parts.append(_table(title, frame))
    said = "".join(f"<li>{escape(str(flag))}</li>" for flag in flags)
    if said:
        parts.append(f"<p>Notes</p><ul>{said}</ul>")
    return f"<div>{''.join(parts)}</div>"


def estimate_text(value: Any, lower: Any = None, upper: Any = None, level: float = 0.95) -> str:
    """A number with its interval, or that it cannot be estimated.

    Examples
    --------
    >>> estimate_text(0.8125, 0.61, 1.0), estimate_text(float("nan"), 0.1, 0.2), estimate_text(12)
    ('0.812 (95% interval 0.61 to 1)', 'not estimable', '12')
    """
    if _is_missing(value):
        return NOT_ESTIMABLE
    if lower is None and upper is None:
        return number_text(value)
    if _is_missing(lower) or _is_missing(upper):
        return f"{number_text(value)} (interval {NOT_ESTIMABLE})"
    ends = f"{number_text(lower)} to {number_text(upper)}"
    return f"{number_text(value)} ({100 * level:g}% interval {ends})"


def number_text(value: Any, *, p: bool = False) -> str:
    """A number at three significant digits, a p-value at three decimals.

    Examples
    --------
    >>> number_text(1234.5), number_text(0.00021, p=True), number_text(7), number_text(True)
    ('1234', '< 0.001', '7', 'True')
    """
    if _is_missing(value):
        return ""
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    if p:
        return "< 0.001" if value < 0.001 else f"{value:.3f}"
    return f"{value:.0f}" if 1000 <= abs(value) < 1e15 else f"{value:.3g}"


def _is_missing(value: Any) -> bool:
    # Named rather than imported: who extracts features waits for no pandas.
    is_na = type(value).__name__ == "NAType"
    return value is None or is_na or (isinstance(value, float) and value != value)


def _table(title: str, frame: pd.DataFrame) -> str:
    if frame.empty:
        return f"<p>{escape(title)}: none</p>"
    names = [str(name) for name in frame.columns[:_COLUMNS]]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = []
    for row in frame.head(_ROWS).itertuples(index=False):
        cells = [
            f"<td>{escape(number_text(_plain(value), p=bool(_P_VALUE.search(name))))}</td>"
            for name, value in zip(names, row, strict=False)
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    more = [
        f"{len(frame) - _ROWS} more rows" if len(frame) > _ROWS else "",
        f"{len(frame.columns) - _COLUMNS} more columns" if len(frame.columns) > _COLUMNS else "",
    ]
    left = " and ".join(one for one in more if one)
    return (
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>" + (f"<p>and {left}</p>" if left else "")
    )


def _plain(value: Any) -> Any:
    """NumPy's scalars as Python's."""
    return value.item() if hasattr(value, "item") else value
