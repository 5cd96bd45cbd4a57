"""Results of finished tasks, one file a key: written whole, checked when read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from radiotmb.errors import TaskError
from radiotmb.runtime.files import fingerprint_data, read_json, refuse_link, write_text
from radiotmb.runtime.notes import Note


class NotStored(Exception):
    """No undamaged result is stored under the key."""


@dataclass(frozen=True)
class StoredResult:
    """A finished task's value, and the notes that it added."""

    value: Any
    notes: tuple[Note, ...] = ()


def read_result(store: str | Path, key: str) -> StoredResult:
    """Read the result that is stored under a key, and its notes.

    Raises
    ------
    NotStored
        Where there is none, or the file is damaged, a link or another key's: it is then computed
        again.
    """
    try:
        file = Path(store) / f"{key}.json"
        if file.is_symlink():
            raise NotStored(key)
        stored = read_json(file)
        # With its key, so that no entry passes for another one.
        if stored["sha256"] == fingerprint_data([key, stored["value"], stored["notes"]]):
            return StoredResult(stored["value"], tuple(Note(**note) for note in stored["notes"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise NotStored(key)


def write_result(store: str | Path, key: str, value: Any, notes: Sequence[Note] = ()) -> Any:
    """Store a result of plain JSON data under a key, and return it as it will be read back.

    A first run and one that finds its results stored then go on with the same data (a tuple has
    become a list in both).

    Raises
    ------
    TaskError
        Where the value is no plain JSON data.
    InputError
        Where the folder cannot be written, is a link, or the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> write_result(folder, "abc", {"pair": (1, 2)})
    {'pair': [1, 2]}
    >>> read_result(folder, "abc").value
    {'pair': [1, 2]}
    """
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise TaskError(f"the result is no plain JSON data ({error})") from error
    plain = json.loads(text)
    said = [note.as_dict() for note in notes]
    digest = fingerprint_data([key, plain, said])
    refuse_link(store)
    kept = f'{{"sha256": "{digest}", "notes": {json.dumps(said)}, "value": {text}}}\n'
    write_text(Path(store) / f"{key}.json", kept)
    return plain
