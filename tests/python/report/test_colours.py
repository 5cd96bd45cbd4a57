"""The report's figures and R's draw what means the same in the same colour."""

import pytest

from radiotmb.report.figures import style

pytestmark = pytest.mark.r


def test_a_meaning_has_one_colour_in_both_languages():
    from radiotmb.stats.r import call

    here = {
        **style.STATUS, **style.LESION, **style.DIRECTION, **style.CONCORDANCE, **style.SHARED,
    }  # fmt: skip
    assert call("plot_colours") == here
