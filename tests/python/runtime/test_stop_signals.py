"""A request to stop is raised within its block, asked for again there, and over with it."""

import contextlib
import os
import signal

import pytest

from radiotmb.runtime.signals import Stopped, raise_if_asked_to_stop, stop_on_signals


def ask() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_request_that_was_swallowed_is_raised_when_asked_for():
    with stop_on_signals():
        with contextlib.suppress(Stopped):
            ask()
        with pytest.raises(Stopped) as stopped:
            raise_if_asked_to_stop()
    assert stopped.value.exit_status == 143


def test_a_request_is_over_with_its_block():
    with contextlib.suppress(Stopped), stop_on_signals():
        ask()
    raise_if_asked_to_stop()


def test_a_block_within_another_leaves_the_request_to_it():
    with stop_on_signals():
        with contextlib.suppress(Stopped), stop_on_signals():
            ask()
        with pytest.raises(Stopped):
            raise_if_asked_to_stop()
    raise_if_asked_to_stop()
