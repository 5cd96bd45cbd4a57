"""A line of a patient's page shows its value, interval and cutoff where they are."""

from __future__ import annotations

import re

from radiotmb.report.strips import Strip


def positions(drawing: str, name: str) -> list[float]:
    return [float(value) for value in re.findall(rf'{name}="([\d.]+)"', drawing)]


def test_positions_follow_the_values():
    drawing = Strip("TMB", "words", 0.5, 0.25, 0.4, 0.75, role="primary").drawing()
    (dot,) = positions(drawing, "cx")
    cutoff, lower = positions(drawing, "x1")
    assert cutoff < lower < dot < positions(drawing, "x2")[1]
    assert dot == 110.0
    assert "--strip-primary" in drawing


def test_without_an_interval_only_the_dot_is_drawn_and_nothing_leaves_the_line():
    drawing = Strip("p", "words", 1.7, -0.2, None, float("nan")).drawing()
    assert len(positions(drawing, "x1")) == 1
    assert positions(drawing, "cx") == [215.0]
    assert positions(drawing, "x1") == [5.0]
    assert "--strip-other" in drawing


def test_words_are_escaped():
    drawing = Strip("p", '"><script>', 0.5, 0.5).drawing()
    assert "<script>" not in drawing
