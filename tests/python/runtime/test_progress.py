"""A bar is for people at a terminal who have not asked for silence."""

import logging

import pytest

from radiotmb.runtime.progress import progress_bar


@pytest.fixture
def level():
    logger = logging.getLogger("radiotmb")
    before = logger.level
    yield logger.setLevel
    logger.setLevel(before)


@pytest.mark.parametrize(
    ("terminal", "quiet", "asked", "drawn"),
    [
        (True, False, None, True),
        (True, True, None, False),
        (False, False, None, False),
        (True, True, True, True),
        (True, False, False, False),
    ],
)
def test_when_a_bar_is_drawn(terminal, quiet, asked, drawn, level, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1" if terminal else "0")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    level(logging.ERROR if quiet else logging.INFO)
    assert progress_bar(asked).disable is not drawn
