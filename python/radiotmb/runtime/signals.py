"""A request to stop (Ctrl-C, SIGTERM, SIGHUP) ends the process once everything open is put away.

A cluster's queue ends a job with SIGTERM, and a terminal that closes with SIGHUP: by default either
would end Python on the spot and leave worker processes and temporary files behind.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

_asked: int | None = None


class Stopped(KeyboardInterrupt):
    """A signal asked the process to stop. Raised where the main thread stands.

    Parameters
    ----------
    number : int
        The signal's; Ctrl-C's where none is given.

    Attributes
    ----------
    exit_status : int
        128 and the signal's number, as shells count it.
    message : str
        What the command line says.

    Examples
    --------
    >>> Stopped(signal.SIGTERM).exit_status
    143
    >>> Stopped().message
    'interrupted; finished work is kept and the same command goes on from there'
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.exit_status = 128 + number
        name = signal.Signals(number).name
        cause = "interrupted" if number == signal.SIGINT else f"ended by {name}"
        self.message = f"{cause}; finished work is kept and the same command goes on from there"


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Inside the block SIGINT, SIGTERM and SIGHUP raise :class:`Stopped` in the main thread.

    Examples
    --------
    >>> import os
    >>> with stop_on_signals():
    ...     try:
    ...         os.kill(os.getpid(), signal.SIGTERM)
    ...     except Stopped:
    ...         print("put away")
    put away
    """
    global _asked
    # Within another block the request is that block's to answer.
    outermost = signal.getsignal(signal.SIGTERM) is not _stop
    if outermost:
        _asked = None
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in stop_signals():
            # What nohup, or a shell's & in a script, ignores stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if outermost:
            _asked = None


def stop_signals() -> tuple[signal.Signals, ...]:
    """The signals that ask a process to stop, on this system.

    Examples
    --------
    >>> signal.SIGTERM in stop_signals()
    True
    """
    return tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))


def leave_signals_to_system() -> None:
    """From here on a request to stop ends the process at once: there is nothing left to put away.

    Python's own answer to Ctrl-C while it shuts down is a traceback.
    """
    for number in stop_signals():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def raise_if_asked_to_stop() -> None:
    """Raise :class:`Stopped` if a signal has asked for it.

    An exception that a handler raises is lost where Python was called back from another language
    (cffi, ctypes) or by the garbage collector: whoever works through a list asks here between two
    of its parts.

    Examples
    --------
    >>> raise_if_asked_to_stop()
    """
    if _asked is not None:
        raise Stopped(_asked)


def _stop(number: int, frame: object) -> None:
    global _asked
    # The first to come gives the exit status; Ctrl-C pressed twice is still Ctrl-C.
    if _asked is None:
        _asked = number
    raise Stopped(number)
