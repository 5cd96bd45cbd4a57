"""The command ``radiotmb``, which hears a request to stop before it imports anything of its own.

A module beside the package: whatever is in the package is imported after the package itself.
"""

import contextlib
import os
import signal

_CAUSES = {"SIGINT": "interrupted", "SIGTERM": "ended by SIGTERM", "SIGHUP": "ended by SIGHUP"}


def main() -> None:
    """Run the command line and end the process with a status."""
    for name in _CAUSES:
        number = getattr(signal, name, None)
        # What nohup, or a shell's & in a script, ignores stays ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    from radiotmb.cli import main as run

    run()


def _leave(number: int, frame: object) -> None:
    """Nothing is begun, and nothing is to be put away."""
    cause = _CAUSES[signal.Signals(number).name]
    message = f"{cause}; finished work is kept and the same command goes on from there\n"
    with contextlib.suppress(OSError):
        os.write(2, message.encode())
    os._exit(128 + number)
