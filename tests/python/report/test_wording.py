"""Numbers as a journal prints them."""

from __future__ import annotations

import math

import pytest

from radiotmb.report import wording


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.7321, 2, "0.73"),
        (-0.5, 2, "−0.50"),
        (22, 2, "22"),
        (1.0, 3, "1.000"),
        (0, 2, "0.00"),
        (1063, 0, "1\u202f063"),
        (math.nan, 2, "–"),
        (None, 2, "–"),
        (math.inf, 2, "∞"),
    ],
)
def test_number(value, digits, text):
    assert wording.number(value, digits) == text


def test_a_p_value_is_never_printed_as_zero():
    assert wording.p_sentence(1e-12) == "p\u00a0<\u00a00.001"
    assert wording.p_sentence(0.0421) == "p\u00a0=\u00a00.042"
    assert wording.p_value(1.0) == "1.000"


def test_an_estimate_without_interval_says_so():
    assert wording.estimate(0.7, None, None) == "0.70 (interval not estimable)"
    assert wording.estimate(None, None, None) == "not estimable"
    assert wording.estimate(0.7, 0.5, 0.9) == "0.70 (0.50\u00a0to\u00a00.90)"


def test_a_sentence_ends_once():
    assert wording.sentence("no event: no test.") == "No event: no test."
    assert wording.sentence("") == ""
