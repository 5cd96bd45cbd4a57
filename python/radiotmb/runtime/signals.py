"""A request to end the process (SIGTERM) is heard as Ctrl-C is: everything open is put away."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


class Terminated(KeyboardInterrupt):
    """SIGTERM arrived. Raised where the main thread stands, so every ``finally`` runs."""

    exit_status = 128 + signal.SIGTERM


@contextlib.contextmanager
def handle_sigterm() -> Iterator[None]:
    """Inside the block SIGTERM raises :class:`Terminated` in the main thread.

    A cluster's queue ends a job with SIGTERM, and a terminal that closes with SIGHUP: by default
    either would end Python on the spot and leave worker processes and temporary files behind.

    Examples
    --------
    >>> import os
    >>> with handle_sigterm():
    ...     try:
    ...         os.kill(os.getpid(), signal.SIGTERM)
    ...     except Terminated:
    ...         print("put away")
    put away
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            # SIGHUP does not exist everywhere, and one that nohup ignores stays ignored.
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(number: int, frame: object) -> None:
    raise Terminated(f"signal {number}")
