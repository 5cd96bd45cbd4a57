"""Lines of a text file, however it is compressed and however its lines end."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from isal import igzip

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_line
from radiotmb.tmb.bgzf import END_OF_FILE, Damage, Span, is_bgzf, span_blocks

_FIRST = 1 << 16
_SMALL = 1 << 12  # a piece that meets the damage is lost whole
_BLOCK = 1 << 23  # bytes of text
_MARK = b"\xef\xbb\xbf"  # the byte order mark that some editors put before a text


def starts_as_bcf(path: Path) -> bool:
    """Whether a file is BCF, told by its first bytes and not by its name."""
    try:
        with open(path, "rb") as raw:
            start = raw.read(2)
            raw.seek(0)
            if start == b"\x1f\x8b":
                return igzip.GzipFile(fileobj=raw).read(3) == b"BCF"
            return raw.read(3) == b"BCF"
    except (OSError, EOFError, zlib.error, Damage, igzip.BadGzipFile):
        return False  # the reader of lines will say what is wrong


def read_blocks(path: Path) -> Iterator[bytes]:
    """Decompressed bytes of a plain, gzipped or BGZF file, eight megabytes at a time.

    Raises
    ------
    InputError
        Where the file is absent, or ends before its compressed data do.
    """
    try:
        with open(path, "rb") as raw:
            start = raw.read(18)
            raw.seek(0)
            pieces = _decompressed(raw, start, path)
            yield next(pieces, b"").removeprefix(_MARK)
            yield from pieces
    except (EOFError, Damage, igzip.BadGzipFile) as error:
        raise InputError(
            f"the compressed data are cut short or damaged ({error})",
            file=path,
            where=f"after line {_whole_lines_of(path)}",
            hint="Copy the file again, or compress it anew with bgzip",
        ) from error
    except IsADirectoryError as error:
        raise InputError("is a folder", file=path, expected="a file of variants") from error
    except FileNotFoundError as error:
        raise InputError("no such file", file=path) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", file=path) from error


def _decompressed(raw: BinaryIO, start: bytes, path: Path) -> Iterator[bytes]:
    if start[:2] != b"\x1f\x8b":
        yield from _pieces(raw)
    else:
        if is_bgzf(start):
            _refuse_cut(raw, path)
        # Member after member, checksums included, without Python's lock.
        yield from _pieces(cast(BinaryIO, igzip.GzipFile(fileobj=raw)))


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """A small piece first: who asks for a header only is not to pay for more."""
    size = _FIRST
    while piece := stream.read(size):
        yield piece
        size = _BLOCK


def _whole_lines_of(path: Path) -> int:
    """Lines before the damage, counted only where there is some: it means reading again."""
    done = 0
    with contextlib.suppress(EOFError, OSError, Damage), open(path, "rb") as raw:
        stream = igzip.GzipFile(fileobj=raw)
        while piece := stream.read(_SMALL):
            done += piece.count(b"\n")
    return done


def _refuse_cut(raw: BinaryIO, path: Path) -> None:
    """A BGZF file cut between two members decompresses without a fault: ask for its last one."""
    size = raw.seek(0, 2)
    raw.seek(max(0, size - len(END_OF_FILE)))
    whole = raw.read() == END_OF_FILE
    raw.seek(0)
    if not whole:
        raise InputError(
            "the BGZF file has no end-of-file member: it is cut short",
            file=path,
            where=f"after line {_whole_lines_of(path)}",
            hint="Copy the file again, or compress it anew with bgzip",
        )


def line_blocks(path: Path, span: Span | None = None) -> Iterator[memoryview]:
    """Blocks of whole lines, each line closed by a newline.

    Raises
    ------
    InputError
        As :func:`read_blocks`.
    """
    rest = b""
    for block in read_blocks(path) if span is None else span_blocks(path, span):
        if rest:
            # One copy costs less than a block of its own for the line that two readings share.
            block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        check_line(len(rest), path)
        if cut:
            yield memoryview(block)[:cut]
    if rest:
        yield memoryview(rest.replace(b"\r", b"\n").rstrip(b"\n") + b"\n")


def read_lines(path: Path, span: Span | None = None) -> Iterator[bytes]:
    """Lines without their ends: ``\\n``, ``\\r\\n``, or ``\\r`` alone (old spreadsheets on a Mac).

    Parameters
    ----------
    path : path
    span : Span, optional
        Only the lines that begin in this part of a BGZF file.

    Raises
    ------
    InputError
        As :func:`read_blocks`.
    """
    rest = b""
    end = b""
    for block in read_blocks(path) if span is None else span_blocks(path, span):
        rest += block
        if not end:
            end = b"\r" if b"\n" not in rest and b"\r" in rest[:-1] else b"\n"
        lines = rest.split(end)
        rest = lines.pop()
        check_line(len(rest), path)
        if b"\r" in block and end == b"\n":
            lines = [line.rstrip(b"\r") for line in lines]
        yield from lines
    if rest := rest.rstrip(b"\r\n"):
        yield from rest.split(end or b"\n")
