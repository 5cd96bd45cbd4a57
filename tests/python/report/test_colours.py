"""The report's figures and R's draw what means the same in the same colour."""

import pytest

from radiotmb.report.figures import style, survival

pytestmark = pytest.mark.r


def test_a_meaning_has_one_colour_in_both_languages():
    from radiotmb.stats.r import call

    here = {**style.STATUS, **style.LESION, **style.DIRECTION, **survival.CONCORDANCE}
    assert call("plot_colours") == here
