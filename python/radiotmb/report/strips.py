"""A value with its interval and its cutoff as a line of a table, drawn in the page itself.

A figure for each of hundreds of patients would take a plotting library minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from radiotmb.report import wording

_WIDTH, _HEIGHT = 220, 16


@dataclass(frozen=True)
class Strip:
    """One line: positions from 0 (left) to 1 (right).

    Attributes
    ----------
    label : str
        What stands in front of it.
    words : str
        What it shows, for those who cannot see it and as its tooltip.
    value : float
    cutoff : float
    lower, upper : float or None
        The ends of the interval.
    role : str
        ``primary`` or ``metastasis``, which has its colour; another is grey.
    """

    label: str
    words: str
    value: float
    cutoff: float
    lower: float | None = None
    upper: float | None = None
    role: str = ""

    def drawing(self) -> Markup:
        """The line as SVG, in the page's own colours.

        Examples
        --------
        >>> "<title>12 per Mb</title>" in Strip("primary", "12 per Mb", 0.5, 0.4).drawing()
        True
        """
        colour = f"var(--strip-{self.role if self.role in ('primary', 'metastasis') else 'other'})"
        middle = _HEIGHT / 2
        parts = [
            f'<line x1="{_at(self.cutoff)}" x2="{_at(self.cutoff)}" y1="0" y2="{_HEIGHT}" '
            'stroke="currentColor" stroke-dasharray="3 2"/>'
        ]
        if not wording.is_missing(self.lower) and not wording.is_missing(self.upper):
            parts.append(
                f'<line x1="{_at(self.lower)}" x2="{_at(self.upper)}" y1="{middle}" '
                f'y2="{middle}" stroke="{colour}" stroke-width="2"/>'
            )
        parts.append(f'<circle cx="{_at(self.value)}" cy="{middle}" r="4.5" fill="{colour}"/>')
        return Markup(  # nosec B704 # numbers of ours, and escaped words
            f'<svg class="strip" role="img" aria-label="{escape(self.words)}" '
            f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}">'
            f"<title>{escape(self.words)}</title>{''.join(parts)}</svg>"
        )


def _at(share: float | None) -> str:
    """A position on the line, whose ends leave room for the dot."""
    inside = min(max(float(share or 0), 0.0), 1.0)
    return f"{5 + inside * (_WIDTH - 10):.1f}"
