"""A request to stop is raised within its block, asked for again there, and over with it."""

import contextlib
import os
import signal

import pytest

from radiotmb.runtime.signals import Stopped, raise_if_asked_to_stop, stop_on_signals


def ask() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def is_asked_to_stop() -> bool:
    try:
        raise_if_asked_to_stop()
    except Stopped:
        return True
    return False


def test_a_request_that_was_swallowed_is_raised_when_asked_for():
    with stop_on_signals():
        with contextlib.suppress(Stopped):
            ask()
        with pytest.raises(Stopped) as stopped:
            raise_if_asked_to_stop()
    assert stopped.value.exit_status == 143


def test_a_request_is_over_with_its_block():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped), stop_on_signals():
        ask()
    assert not is_asked_to_stop()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_block_within_another_leaves_the_request_to_it():
    with stop_on_signals():
        with contextlib.suppress(Stopped), stop_on_signals():
            ask()
        assert is_asked_to_stop()
    assert not is_asked_to_stop()
