"""CSV whose cells no spreadsheet runs as a formula.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return is a formula to a
spreadsheet (OWASP, CSV injection). Such text gets a leading apostrophe; numbers stay numbers. Text
that has apostrophes before a formula gets one more, so that one can be taken away again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: Any) -> Any:
    """The cell, with an apostrophe in front where it is text that could run as a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-0.5"), safe_cell(-0.5), safe_cell("KRAS")
    ("'=1+1", '-0.5', -0.5, 'KRAS')
    """
    return f"'{value}" if isinstance(value, str) and _runs(value.lstrip("'")) else value


def own_cell(value: Any) -> Any:
    """What :func:`safe_cell` has made safe, as it was.

    Examples
    --------
    >>> own_cell("'=1+1"), own_cell("'tis"), own_cell(safe_cell("'=1+1"))
    ('=1+1', "'tis", "'=1+1")
    """
    protected = isinstance(value, str) and value.startswith("'") and _runs(value.lstrip("'"))
    return value[1:] if protected else value


def _runs(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    if not text.lstrip(" ").startswith(_STARTS):
        return False
    try:
        float(text)
    except ValueError:
        return True
    # float() forgives whitespace and underscores that a spreadsheet reads as text.
    return not text.isascii() or text != text.strip() or "_" in text


_asked: ContextVar[bool] = ContextVar("formulas become text", default=False)


@contextmanager
def formulas_as_text(asked: bool = True) -> Iterator[None]:
    """Inside the block every CSV that is written has its formula-like cells as text.

    Examples
    --------
    >>> import pandas as pd
    >>> with formulas_as_text():
    ...     as_asked(pd.DataFrame({"patient_id": ["=1+1"]}))["patient_id"].item()
    "'=1+1"
    """
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


def are_formulas_text() -> bool:
    """Whether the code runs inside :func:`formulas_as_text`.

    Examples
    --------
    >>> with formulas_as_text():
    ...     are_formulas_text()
    True
    """
    return _asked.get()


def as_asked(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame for a CSV: as it is, or with :func:`safe_cells` inside :func:`formulas_as_text`."""
    return safe_cells(frame) if _asked.get() else frame


def safe_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV text that is safe to open in a spreadsheet, headers included."""
    return safe_cells(frame).to_csv(index=False, lineterminator="\n")


def safe_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose text, headers included, no spreadsheet takes for a formula."""
    return _changed(frame, safe_cell)


def own_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """What :func:`safe_cells` has made safe, as it was.

    Examples
    --------
    >>> import pandas as pd
    >>> own_cells(safe_cells(pd.DataFrame({"+a": ["=1+1", "'=1"]}))).to_dict("list")
    {'+a': ['=1+1', "'=1"]}
    """
    return _changed(frame, own_cell)


def _changed(frame: pd.DataFrame, cell: Callable[[Any], Any]) -> pd.DataFrame:
    from pandas.api.types import is_numeric_dtype

    changed = frame.apply(lambda one: one if is_numeric_dtype(one) else one.map(cell))
    changed.columns = [cell(str(name)) for name in frame.columns]
    return changed
