"""What every result of the statistics can do: come from R, become JSON, show and draw itself."""

from __future__ import annotations

import dataclasses
import operator
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.runtime.to_html import NOT_ESTIMABLE, estimate_text, number_text, result_html
from radiotmb.runtime.to_json import to_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Result:
    """A result: its fields are data, :meth:`as_dict` is JSON data, ``print`` shows a summary."""

    #: The S3 class of the R object with the same fields.
    r_class: ClassVar[str] = ""
    #: What a notebook shows: a heading, (label, field[, lower, upper]) of numbers, and tables.
    html_heading: ClassVar[str] = ""
    html_numbers: ClassVar[tuple[tuple[str, ...], ...]] = ()
    html_tables: ClassVar[tuple[str, ...]] = ()
    #: The function of :mod:`radiotmb.stats.result_plots` that draws it, or why none does.
    drawn_by: ClassVar[str] = ""
    not_drawn: ClassVar[str] = ""

    @classmethod
    def from_r(cls, values: dict[str, Any]) -> Any:
        """Build from an R list as :func:`radiotmb.stats.r.call` returns it."""
        hints = typing.get_type_hints(cls)
        names = [f.name for f in dataclasses.fields(cls)]
        # R drops nothing from a list but a NULL that was assigned later: absent means None.
        return cls(**{name: _as_hinted(values.get(name), hints[name]) for name in names})

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON: frames as lists of rows, NaN as None."""
        return to_json(self)

    def plot(self, **options: Any) -> Figure:
        """The result's figure, for a notebook or ``savefig()``.

        Parameters
        ----------
        **options
            ``kind`` of a :class:`NestedCV` (roc, features, predictions, decision, calibration) or
            a :class:`ModelValidation` (calibration, roc, decision); ``labels``, words by feature,
            for the features of a :class:`NestedCV`.

        Returns
        -------
        matplotlib.figure.Figure

        Raises
        ------
        InputError
            Where a figure makes no sense: it says what does.
        """
        from radiotmb.stats import result_plots

        if not self.drawn_by:
            raise InputError(f"a {type(self).__name__} has no figure", hint=self.not_drawn)
        return getattr(result_plots, self.drawn_by)(self, **options)

    def _repr_html_(self) -> str:
        numbers = []
        for label, *fields in self.html_numbers:
            values = [operator.attrgetter(name)(self) for name in fields]
            values = [len(one) if isinstance(one, (tuple, pd.DataFrame)) else one for one in values]
            if label == "p-value":
                known = estimate_text(values[0])
                text = known if known == NOT_ESTIMABLE else number_text(values[0], p=True)
            else:
                level = getattr(self, "conf_level", 0.95)
                value, lower, upper = (*values, None, None)[:3]
                text = estimate_text(value, lower, upper, level)
            numbers.append((label, text))
        tables = {
            name.replace("_", " ").capitalize(): getattr(self, name) for name in self.html_tables
        }
        return result_html(self.html_heading, numbers, tables, getattr(self, "flags", ()))

    def __repr__(self) -> str:
        lines = [type(self).__name__]
        for part in dataclasses.fields(self):
            lines.append(f"  {part.name}: {_in_short(getattr(self, part.name))}")
        return "\n".join(lines)


def _as_hinted(value: Any, hint: Any) -> Any:
    """R has no scalars: what a field holds says what a vector of length one meant."""
    options = [one for one in typing.get_args(hint) if one is not type(None)]
    if len(options) == 1 and isinstance(options[0], type) and issubclass(options[0], Result):
        hint = options[0]
    if isinstance(hint, type) and issubclass(hint, Result):
        return None if value is None else hint.from_r(value)
    if typing.get_origin(hint) is tuple:
        return () if value is None else tuple(np.atleast_1d(np.asarray(value, object)).tolist())
    if hint in (float, int, str, bool):
        if isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))
        if value is None:
            return float("nan") if hint is float else None
        return float(value) if hint is float else value
    return value


def _in_short(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        if len(value) > 6 or len(value.columns) > 10:
            return f"{len(value)} rows of {', '.join(map(str, value.columns[:10]))}" + (
                ", ..." if len(value.columns) > 10 else ""
            )
        text = value.to_string(index=False) if len(value) else "no rows"
        return "".join(f"\n    {line}" for line in text.splitlines())
    if isinstance(value, Result):
        return "".join(f"\n    {line}" for line in repr(value).splitlines())
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        shown = ", ".join(map(str, value[:8])) + (", ..." if len(value) > 8 else "")
        return f"{len(value)} ({shown})" if value else "none"
    return str(value)
