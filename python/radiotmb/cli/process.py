"""One command from its arguments to its exit status."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from radiotmb.cli.output import SWITCHES, output
from radiotmb.cli.standard_streams import check_standard_streams
from radiotmb.errors import InputError, RadiotmbError, printable
from radiotmb.runtime.memory_limit import address_space_limit, look_for_room
from radiotmb.runtime.signals import Stopped, raise_if_asked_to_stop

# The words of the loader of shared libraries, and of the system.
_NO_MEMORY = ("failed to map segment from shared object", "Cannot allocate memory")
_NO_THREAD = "can't start new thread"


def run_command(arguments: Sequence[str]) -> int:
    """Run one command as a process of its own does; its exit status."""
    check_standard_streams()
    look_for_room()
    # Only radiotmb's own messages: PyRadiomics has one for every matrix it computes.
    log = logging.getLogger("radiotmb")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Printable())
    log.addHandler(handler)
    log.propagate = False
    status = exit_status(arguments)
    try:
        sys.stdout.flush()
    except RadiotmbError as error:
        output.fail(error.as_dict())
        status = error.exit_status
    return status


class _Printable(logging.Formatter):
    """Messages without what a terminal would obey: a study file's name of a cohort may hold it."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def exit_status(arguments: Sequence[str]) -> int:
    """Run one command; what stops it is said in one message.

    Parameters
    ----------
    arguments : sequence of str
        As on the command line, without the program's name.
    """
    output.begin(arguments)
    try:
        status = _run(list(arguments))
        # A signal that came while nothing in Python could hear it.
        raise_if_asked_to_stop()
        return status
    except RadiotmbError as error:
        fault = error.as_dict()
    except KeyboardInterrupt as error:
        stop = error if isinstance(error, Stopped) else Stopped()
        fault = {"class": "Stopped", "problem": stop.message, "message": stop.message}
        fault["exit_status"] = stop.exit_status
        if output.json:
            # A person at the keyboard is told as well.
            print(f"radiotmb: {stop.message}", file=sys.stderr)
    except Exception as error:
        if os.environ.get("RADIOTMB_TRACEBACK"):
            raise
        fault = _out_of_memory(error) or {
            "class": type(error).__name__,
            "problem": str(error),
            "message": f"a fault of radiotmb's own: {type(error).__name__}: {error}. "
            "RADIOTMB_TRACEBACK=1 shows where; please report it",
            "exit_status": 70,
        }
    output.fail(fault)
    return int(fault["exit_status"])


def _out_of_memory(error: Exception) -> dict[str, Any] | None:
    """What is said where memory has run out; a library that finds none left is not loaded."""
    lines = str(error).splitlines()
    # XGBoost tells it at the end of a list of what else may be wrong.
    told = next(
        (line.strip() for line in lines if any(words in line for words in _NO_MEMORY)), None
    )
    if told is None and not isinstance(error, MemoryError):
        # A compiled library that cannot allocate while it is loaded may fail without its own error,
        # and a thread that finds no room for its stack has one of its own.
        limited = isinstance(error, SystemError) or _NO_THREAD in str(error)
        if not limited or address_space_limit() is None:
            return None
    return InputError(
        f"not enough memory ({told or str(error) or type(error).__name__})",
        hint="Fewer workers leave more for each; a limit (ulimit -v, a queue's) may be too low",
    ).as_dict()


def _run(arguments: list[str]) -> int:
    import typer

    from radiotmb.cli.usage_errors import USAGE_ERRORS, NoVerbError, as_usage_error
    from radiotmb.cli.verbs import VERBS, make_app

    if "_RADIOTMB_COMPLETE" in os.environ:
        make_app()(args=arguments, prog_name="radiotmb")
        return 0
    # What the command's own main() would do besides: turn signals and lost readers into statuses
    # of its own.
    called = next((word for word in arguments if word not in SWITCHES), "")
    verb = called if called in VERBS else None
    command: Any = typer.main.get_command(make_app(only=verb))
    try:
        with command.make_context("radiotmb", arguments) as context:
            status = command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except NoVerbError as error:
        if not output.json:
            with contextlib.redirect_stdout(sys.stderr):
                print(error.context.get_help())
            return error.exit_status
        raise
    except USAGE_ERRORS as error:
        raise as_usage_error(error, verb) from None
    return status if isinstance(status, int) else 0
