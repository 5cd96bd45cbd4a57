"""Formulas of the pages as MathML, which browsers draw by themselves: no script, no font to fetch.

A hook of MkDocs: the Markdown extension arithmatex marks the formulas, this replaces each. It also
takes Sphinx's words (``:func:``) off the names in docstrings.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from latex2mathml.converter import convert

_FORMULA = re.compile(
    r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.DOTALL
)
_ROLE = re.compile(r":(?:mod|class|func|meth|data|attr|exc):~?(?=<code>)")


def on_page_content(html: str, **_: Any) -> str:
    """The page's HTML with every formula as MathML and no role of Sphinx's before a name."""
    return _ROLE.sub("", _FORMULA.sub(_as_mathml, html))


def _as_mathml(found: re.Match[str]) -> str:
    inline, display = found.group(2), found.group(3)
    text = unescape(inline if inline is not None else display)
    return convert(text.strip(), display="inline" if inline is not None else "block")
