"""Fractions that are written in percent."""

from __future__ import annotations

from collections.abc import Hashable


class PercentColumn(Exception):
    """A column of fractions holds values over 1: all of it is percent.

    The file is then read again: whether a column is percent is not told by one value.
    """

    def __init__(self, tag: Hashable) -> None:
        super().__init__(tag)
        self.tag = tag
