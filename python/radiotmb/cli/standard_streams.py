"""Standard output and error whose reader may go away, and which may be closed or full.

A reader that has gone (``head``, ``less``) has what it wanted: the command goes on, writes its
files, and says no more. Anything else that keeps results from standard output is an error; one
that keeps messages from standard error is not, as there is nowhere to tell it.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any, TextIO

from radiotmb.errors import InputError

_OUTPUT, _ERROR = 1, 2


class StandardOutputError(InputError):
    """Results have no place to go. Exit status 2."""


def check_standard_streams() -> None:
    """From here on, what cannot be written to standard output is an InputError.

    A standard stream that something in Python has replaced stays as it is.
    """
    closed = _open_what_is_closed()
    if _is_own(sys.stdout, _OUTPUT):
        sys.stdout = _as_text(_Results(_OUTPUT, closed=_OUTPUT in closed), sys.stdout)
    if _is_own(sys.stderr, _ERROR):
        sys.stderr = _as_text(_Messages(_ERROR), sys.stderr)


def _open_what_is_closed() -> list[int]:
    """Give a closed standard descriptor to /dev/null: the next file opened would have its number.

    A library that prints would then write into the user's file.
    """
    closed = []
    for descriptor in (0, _OUTPUT, _ERROR):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
            closed.append(descriptor)
    return closed


def _is_own(stream: TextIO | None, descriptor: int) -> bool:
    if stream is None:
        return True
    with contextlib.suppress(AttributeError, OSError, ValueError):
        return stream.fileno() == descriptor
    return False


def _as_text(raw: io.FileIO, before: TextIO | None) -> TextIO:
    if before is not None:
        before.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(before, "encoding", None) or "utf-8",
        errors=getattr(before, "errors", None) or "backslashreplace",
        line_buffering=raw.isatty() or raw.fileno() == _ERROR,
    )


class _Results(io.FileIO):
    """Standard output: told where it fails, and silent from then on."""

    def __init__(self, descriptor: int, *, closed: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._fault = "it is closed" if closed else ""
        self._over = False

    def write(self, data: Any, /) -> int:
        if self._over:
            return len(data)
        try:
            if not self._fault:
                return super().write(data) or 0
        except BrokenPipeError:
            self._over = True
            return len(data)
        except OSError as error:
            self._fault = error.strerror or str(error)
        self._over = True
        raise StandardOutputError(
            f"standard output cannot be written ({self._fault})",
            expected="a place for the results",
            hint="Most commands write them to a file with --out FILE",
        )


class _Messages(io.FileIO):
    """Standard error: silent where it fails."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data) or 0
        except OSError:
            return len(data)
