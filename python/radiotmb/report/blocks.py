"""The blocks that a section of the report consists of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd
from matplotlib.figure import Figure as Drawing

from radiotmb.report import wording


def file_name(*parts: str) -> str:
    """A name for a file and an anchor from text that may come from anywhere.

    Examples
    --------
    >>> file_name("survival", "../Primary status")
    'survival_primary-status'
    """
    words = (re.sub(r"[^a-z0-9_]+", "-", part.lower()).strip("-") for part in parts)
    return "_".join(word or "other" for word in words)


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True)
class Note:
    """Something the reader must not miss: what was not done and why, or a flag."""

    kind: ClassVar[str] = "note"
    text: str


@dataclass(frozen=True)
class Sentences:
    """Sentences, each under a word that says what it is about."""

    kind: ClassVar[str] = "sentences"
    sentences: list[tuple[str, str]]


@dataclass(frozen=True)
class Tile:
    """One large number with its label and what qualifies it."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Tiles:
    """A row of large numbers."""

    kind: ClassVar[str] = "tiles"
    tiles: list[Tile]


@dataclass(frozen=True)
class Figure:
    """A figure, the words that replace it for those who cannot see it, and its data.

    ``draw`` is called once, when the report is rendered.
    """

    kind: ClassVar[str] = "figure"
    name: str
    title: str
    caption: str
    alt: str
    draw: Callable[[], Drawing]
    data: pd.DataFrame


@dataclass(frozen=True)
class Column:
    """How a column is headed and printed.

    ``form`` turns a value into text; with ``of`` it gets the values of those columns instead (an
    interval's two ends), and the first of them is what the column sorts by. ``missing`` stands
    where there is no value. ``right`` aligns texts that are numbers to a reader ("12 (50.0%)") as
    numbers are; ``address`` makes a value a link.
    """

    heading: str
    form: Callable[..., str] | None = None
    of: tuple[str, ...] = ()
    missing: str = wording.MISSING
    right: bool = False
    address: Callable[[Any], str | None] | None = None


@dataclass(frozen=True)
class Table:
    """A table that sorts and can be downloaded.

    ``columns`` selects, orders and heads the columns shown, those that ``data`` has; the download
    holds all of ``data``.
    """

    kind: ClassVar[str] = "table"
    name: str
    title: str
    data: pd.DataFrame
    columns: dict[str, Column] = field(default_factory=dict)
    caption: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Picture:
    """An image as a ``data:`` address, with its caption."""

    address: str
    caption: str


@dataclass(frozen=True)
class Pictures:
    """Images that can be looked at one by one."""

    kind: ClassVar[str] = "pictures"
    name: str
    title: str
    pictures: list[Picture]
    folded: bool = False


@dataclass(frozen=True)
class Copyable:
    """Text to be pasted elsewhere, with a button that copies it."""

    kind: ClassVar[str] = "copyable"
    name: str
    paragraphs: list[str]


Block = Text | Sentences | Heading | Note | Tiles | Figure | Table | Pictures | Copyable


@dataclass(frozen=True)
class Section:
    """A section of the report: its anchor, its heading and its blocks."""

    id: str
    title: str
    blocks: list[Block]
