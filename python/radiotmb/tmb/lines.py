"""Lines of a text file, however it is compressed and however its lines end."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from radiotmb.errors import InputError

_BLOCK = 1 << 20
# The empty block that ends every whole BGZF file (SAM specification, section 4.1.2).
_BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


def read_blocks(path: Path) -> Iterator[bytes]:
    """Decompressed bytes of a plain, gzipped or BGZF file, about a megabyte at a time.

    Raises
    ------
    InputError
        Where the file is absent, or ends before its compressed data do.
    """
    done = 0
    try:
        with open(path, "rb") as raw:
            start = raw.read(18)
            raw.seek(0)
            if start[:2] != b"\x1f\x8b":
                stream: BinaryIO = raw
            else:
                _refuse_cut_bgzf(raw, start, path)
                stream = gzip.GzipFile(fileobj=raw)  # type: ignore[assignment]
            while block := stream.read(_BLOCK):
                done += block.count(b"\n")
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"the compressed data are cut short or damaged ({error})",
            file=path,
            where=f"after line {done}",
            hint="Copy the file again, or compress it anew with bgzip",
        ) from error
    except IsADirectoryError as error:
        raise InputError("is a folder", file=path, expected="a file of variants") from error
    except FileNotFoundError as error:
        raise InputError("no such file", file=path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", file=path) from error


def _refuse_cut_bgzf(raw: BinaryIO, start: bytes, path: Path) -> None:
    """A BGZF file cut between two blocks decompresses without a fault: ask for its last block."""
    if len(start) < 18 or not start[3] & 4 or start[12:14] != b"BC":
        return
    raw.seek(0, 2)
    size = raw.tell()
    raw.seek(max(0, size - len(_BGZF_END)))
    whole = raw.read() == _BGZF_END
    raw.seek(0)
    if not whole:
        raise InputError(
            "the BGZF file has no end-of-file block: it is cut short",
            file=path,
            hint="Copy the file again, or compress it anew with bgzip",
        )


def read_lines(path: Path) -> Iterator[bytes]:
    """Lines without their ends: ``\\n``, ``\\r\\n``, or ``\\r`` alone (old spreadsheets on a Mac).

    Raises
    ------
    InputError
        As :func:`read_blocks`.
    """
    rest = b""
    end = b""
    for block in read_blocks(path):
        rest += block
        if not end:
            end = b"\r" if b"\n" not in rest and b"\r" in rest[:-1] else b"\n"
        lines = rest.split(end)
        rest = lines.pop()
        if b"\r" in block and end == b"\n":
            lines = [line.rstrip(b"\r") for line in lines]
        yield from lines
    if rest := rest.rstrip(b"\r\n"):
        yield from rest.split(end or b"\n")
