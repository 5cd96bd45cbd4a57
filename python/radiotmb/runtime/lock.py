"""One run at a time in an output folder."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from radiotmb.errors import InputError
from radiotmb.runtime.files import read_json, refuse_links, write_json
from radiotmb.runtime.scratch import scratch_in, sweep

_LOCK = ".lock"
_CARD = ".lock-holder.json"
_SHOWN = 80


@contextlib.contextmanager
def hold_folder(folder: str | Path) -> Iterator[None]:
    """Keep an output folder for this process until the block ends, rid of what killed runs left.

    The operating system frees the lock when the process ends, however it ends.

    Raises
    ------
    InputError
        Where another process holds it, naming host, process and since when; where the folder
        cannot be written; or where a folder in it is a link.

    Examples
    --------
    >>> import tempfile
    >>> with hold_folder(tempfile.mkdtemp()):
    ...     print("mine")
    mine
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / _LOCK).is_symlink():
            (folder / _LOCK).unlink()
        refuse_links(folder)
        lock = FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputError(
            "another run is writing here" + _holder(folder),
            file=folder,
            hint="Wait for it, or give another folder with --out",
        ) from error
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=folder) from error
    with contextlib.ExitStack() as held:
        held.callback(_release, lock, folder)
        try:
            write_json(folder / _CARD, _own_card())
            sweep(folder)
            held.enter_context(scratch_in(folder))
        except OSError as error:
            raise InputError(f"cannot be written ({error.strerror})", file=folder) from error
        yield


def _release(lock: FileLock, folder: Path) -> None:
    (folder / _CARD).unlink(missing_ok=True)
    # Removed while it is still held: whoever comes next makes a new one, and a lock on a removed
    # file has no effect.
    (folder / _LOCK).unlink(missing_ok=True)
    lock.release()


def _own_card() -> dict[str, str | int]:
    return {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "since": time.strftime("%Y-%m-%d %H:%M:%S"),
    }


def _holder(folder: Path) -> str:
    try:
        card = read_json(folder / _CARD)
        process, host, since = (_plain(card[part]) for part in ("process", "host", "since"))
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return f" (process {process} on {host} since {since})"


def _plain(said: object) -> str:
    # Whoever can write here could otherwise write to the terminal.
    text = "".join(letter if letter.isprintable() else "?" for letter in str(said)[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
