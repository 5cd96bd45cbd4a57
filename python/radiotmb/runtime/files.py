"""Writes files atomically (whole or not at all), and hashes them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from radiotmb.errors import InputError
from radiotmb.runtime.scratch import MARK

_NAME_BYTES = 100


@contextlib.contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A temporary name beside ``path`` that takes its place when the block ends well.

    Raises
    ------
    InputError
        Where the folder cannot be written or the disk is full; nothing is left behind.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "note.txt"
    >>> with whole_file(target) as temporary:
    ...     _ = temporary.write_text("done")
    >>> target.read_text()
    'done'
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name may have 255 bytes, and what is to be replaced may have all of them.
        begin = path.name.encode()[:_NAME_BYTES].decode(errors="ignore")
        handle, name = tempfile.mkstemp(
            prefix=f".{begin}{MARK}", suffix=path.suffix[-_NAME_BYTES:], dir=path.parent
        )
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", file=path) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files; a result is as readable as the user's umask says.
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        os.replace(temporary, path)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror or error})", file=path) from error
    finally:
        temporary.unlink(missing_ok=True)


def refuse_links(folder: str | Path) -> None:
    """Refuse an output folder that holds links to folders: files would be written behind them.

    The folder itself may be a link: its name was given. A link to a file is of no harm, because a
    file that is written takes the link's place.

    Raises
    ------
    InputError
        Naming the first such link.
    """
    for place, folders, _ in os.walk(folder):
        for name in folders:
            refuse_link(Path(place, name))


def refuse_link(folder: str | Path) -> None:
    """Refuse to write into a folder inside an output folder that is a link.

    Raises
    ------
    InputError
    """
    if Path(folder).is_symlink():
        raise InputError(
            "is a link: nothing is written through one",
            file=folder,
            expected="a folder",
            hint="Remove the link, or give another folder with --out",
        )


def write_text(path: str | Path, text: str) -> Path:
    """Write ``text`` under ``path``, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return Path(path)


def read_json(path: str | Path) -> Any:
    """The plain data of a JSON file, for callers that decide what a damaged one means.

    Raises
    ------
    OSError
        Where it cannot be read.
    ValueError
        Where it is no JSON, or is nested deeper than Python reads.

    Examples
    --------
    >>> import tempfile
    >>> read_json(write_json(Path(tempfile.mkdtemp()) / "card.json", {"process": 7}))
    {'process': 7}
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def write_json(path: str | Path, data: Any) -> Path:
    """Write plain data as indented JSON (no NaN: missing values are null)."""
    return write_text(path, json.dumps(data, indent=2, allow_nan=False, ensure_ascii=False) + "\n")


def state_of(path: str | Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of change of a file, or of all files of a folder; none where it is not.

    Two states that differ tell that a file was written in between.

    Examples
    --------
    >>> state_of(__file__) == state_of(__file__), state_of("/nowhere")
    (True, ())
    """
    path = Path(path)
    members = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    state = []
    for member in members:
        with contextlib.suppress(OSError):
            found = member.stat()
            state.append((str(member), found.st_size, found.st_mtime_ns))
    return tuple(state)


def fingerprint(path: str | Path) -> str:
    """SHA-256 of a file's bytes, as hexadecimal; of a folder, of its files' names and bytes."""
    path = Path(path)
    digest = hashlib.sha256()
    members = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for member in members:
        if member != path:
            digest.update(str(member.relative_to(path)).encode())
        with open(member, "rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def fingerprint_data(data: Any) -> str:
    """SHA-256 of plain data, independent of the order of mapping keys.

    Examples
    --------
    >>> fingerprint_data({"a": 1, "b": 2}) == fingerprint_data({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()
