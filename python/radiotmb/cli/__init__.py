"""The command line: verbs without logic of their own.

Tables go to ``--out`` or standard output, progress and messages to standard error. Exit statuses:
0 all done; 1 some samples or scans failed and are listed, the others are done; 2 something given
is not as it should be; 3 a program is missing; 70 a fault of radiotmb's own; 129, 130, 143 stopped
by SIGHUP, Ctrl-C, SIGTERM.
"""

from __future__ import annotations


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with a status.

    What a user can mend is one message and the error's own status, never a traceback.

    Parameters
    ----------
    arguments : list of str, optional
        In place of the process's own.
    """
    # Signals are heard before anything is imported that takes time.
    import gc
    import sys

    from radiotmb.runtime.signals import Stopped, leave_signals_to_system, stop_on_signals

    # What is imported lives to the end: looking it through for garbage every 700 objects, as Python
    # does, is a tenth of a short command's time.
    gc.set_threshold(50_000, 20, 20)
    try:
        with stop_on_signals():
            from radiotmb.cli.process import run_command

            status = run_command(sys.argv[1:] if arguments is None else arguments)
    except Stopped as stop:
        print(stop.message, file=sys.stderr)
        status = stop.exit_status
    if arguments is None:
        leave_signals_to_system()
        _end_process(status)
    sys.exit(status)


def _end_process(status: int) -> None:
    """End the process once everything is put away, before Python takes itself apart.

    A thread of Arrow's that lets go of Python's memory meanwhile would abort the process
    ("terminate called without an active exception"), although its work is done.
    """
    import atexit
    import os
    import sys
    import threading

    # What Python does first when it ends: wait for threads, then call what was registered.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
