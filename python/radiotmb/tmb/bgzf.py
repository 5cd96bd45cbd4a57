"""Parts of a BGZF file that can be read beside each other, each from its own first line.

BGZF is a row of small gzip members that each tell their size (SAM specification, section 4.1):
a reader can begin at any member.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from isal import igzip, isal_zlib

from radiotmb.errors import InputError
from radiotmb.tmb.read_ahead import map_ahead

# The library types its error as an instance of Exception.
Damage: type[Exception] = isal_zlib.error  # type: ignore[assignment]

# The empty member that ends every whole file.
END_OF_FILE = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_MAGIC = b"\x1f\x8b\x08\x04"
_HEAD = 18
_TRAILER = 8  # checksum and length of the text
_MOST_TEXT = 1 << 16  # of a member; what claims more is damaged
_LONGEST_MEMBER = 1 << 16
_RUN_BYTES = 1 << 17  # read at a time: about 1 MB of text, which stays in the cache


class Span(NamedTuple):
    """Lines that begin in the members from ``start`` to ``end`` (offsets in the file)."""

    start: int
    end: int


def is_bgzf(start: bytes) -> bool:
    """Whether a file's first 18 bytes are a BGZF member's."""
    return len(start) >= 18 and start[:4] == _MAGIC and start[12:14] == b"BC"


def member_size(header: bytes) -> int | None:
    """The length of the member that begins with these 18 bytes, or None."""
    if not is_bgzf(header) or header[10:12] != b"\x06\x00":
        return None
    size = int.from_bytes(header[16:18], "little") + 1
    return size if size >= _HEAD + _TRAILER else None


def split_bgzf(path: Path, parts: int, least: int = 128 << 20) -> list[Span]:
    """Cut a BGZF file into parts of about one size.

    Parameters
    ----------
    path : path
    parts : int
    least : int
        Compressed bytes a part should have at least: a worker's start costs seconds.

    Returns
    -------
    list of Span
        Empty where the file is no BGZF or too small to be cut.
    """
    try:
        size = path.stat().st_size
        parts = min(parts, size // least)
        if parts < 2:
            return []
        with open(path, "rb") as stream:
            if not is_bgzf(stream.read(18)):
                return []
            cuts = [_member_after(stream, size * part // parts) for part in range(1, parts)]
    except OSError:
        return []
    edges = [0, *sorted({cut for cut in cuts if cut is not None}), size]
    return [Span(start, end) for start, end in pairwise(edges)]


def _member_after(stream: BinaryIO, offset: int) -> int | None:
    """The first member at or after an offset: its bytes and its follower's both look like one."""
    stream.seek(offset)
    window = stream.read(1 << 17)
    found = window.find(_MAGIC)
    while found >= 0:
        size = member_size(window[found : found + 18])
        if size is not None and member_size(window[found + size : found + size + 18]) is not None:
            return offset + found
        found = window.find(_MAGIC, found + 1)
    return None


def inflate_runs(stream: BinaryIO, threads: int = 1) -> Iterator[bytes]:
    """The text of a whole file in pieces, checksums included.

    Parameters
    ----------
    stream : file
    threads : int
        One asks for the pieces; those beyond it decompress meanwhile, each its own members.

    Raises
    ------
    EOFError, Damage, igzip.BadGzipFile
        Where the data are no BGZF, cut short or damaged.
    """
    return map_ahead(_inflated, (members for _, members in _runs(stream)), threads - 1)


def _runs(stream: BinaryIO, end: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of whole members, some at a time, none of them across ``end``."""
    waiting, at = b"", stream.tell()
    while more := stream.read(_RUN_BYTES):
        waiting += more
        while place := _whole_members(waiting, None if end is None or at >= end else end - at):
            yield at, waiting[:place]
            waiting, at = waiting[place:], at + place
        if len(waiting) >= _LONGEST_MEMBER:
            break
    if waiting:
        raise EOFError("a BGZF member is cut short")


def _whole_members(data: bytes, stop: int | None) -> int:
    """How many bytes are whole members, of those that begin before ``stop``."""
    place = 0
    while (stop is None or place < stop) and (size := member_size(data[place : place + _HEAD])):
        if place + size > len(data):
            break
        if int.from_bytes(data[place + size - 4 : place + size], "little") > _MOST_TEXT:
            raise Damage("a member claims more than 64 KB of text")
        place += size
    return place


def _inflated(members: bytes) -> bytes:
    # Without Python's lock.
    return igzip.GzipFile(fileobj=io.BytesIO(members)).read()


def span_blocks(path: Path, span: Span) -> Iterator[bytes]:
    """The text of the lines that begin in a span, cut at line ends."""
    try:
        with open(path, "rb") as stream:
            stream.seek(span.start)
            members = _runs(stream, span.end)
            yield from _whole_lines(((at, _inflated(run)) for at, run in members), span)
    except (OSError, EOFError, Damage) as error:
        raise InputError(
            f"the compressed data are cut short or damaged ({error})",
            file=path,
            hint="Copy the file again, or compress it anew with bgzip",
        ) from error


def _whole_lines(members: Iterator[tuple[int, bytes]], span: Span) -> Iterator[bytes]:
    skip = span.start > 0
    for offset, text in members:
        if offset >= span.end:
            # The last line of a span ends in the next; that one leaves it out.
            head, found, _ = text.partition(b"\n")
            yield head + found
            if found:
                return
            continue
        if skip:
            _, found, text = text.partition(b"\n")
            skip = not found
        if text:
            yield text
