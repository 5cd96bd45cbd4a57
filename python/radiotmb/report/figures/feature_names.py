"""Features' names in words beside an axis; the id stays in the tooltip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from radiotmb.inputs.labels import column_label
from radiotmb.report.figures import style


def words_of(name: str, labels: Mapping[str, str] | None = None) -> str:
    """The words given for a feature, else its label.

    Examples
    --------
    >>> words_of("original_shape_Sphericity"), words_of("cea", {"cea": "CEA (ng/ml)"})
    ('Shape sphericity', 'CEA (ng/ml)')
    """
    return (labels or {}).get(name) or column_label(name)


def name_rows(
    axes, places: Iterable[float], names: Iterable[str], labels: Mapping[str, str] | None = None,
    fontsize: float = 8,
) -> None:  # fmt: skip
    """Label rows of features at these places of the y axis."""
    names = [str(name) for name in names]
    words = [style.short(words_of(name, labels), 68) for name in names]
    axes.set_yticks(list(places), words, fontsize=fontsize)
    for label, name in zip(axes.get_yticklabels(), names, strict=True):
        label.set_url(style.tip(name))
