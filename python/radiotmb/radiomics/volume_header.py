"""What a volume's header may claim and name, checked before a reader sees it.

A header can claim 10^12 voxels in 400 bytes, hold fields ITK has no room for, or name any file of
the disk for its voxels.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from radiotmb.errors import InputError
from radiotmb.inputs.limits import check_claim
from radiotmb.inputs.paths import resolve_inside

FORMATS = "NIfTI (.nii, .nii.gz), NRRD (.nrrd), MetaImage (.mha, .mhd) or a DICOM series folder"
_READERS = {
    (".nii", ".nii.gz", ".hdr", ".img", ".img.gz"): "NiftiImageIO",
    (".nrrd", ".nhdr"): "NrrdImageIO",
    (".mha", ".mhd"): "MetaImageIO",
}

# Deflate's best ratio is 1032; what claims more than that of its file is no honest claim.
_DEFLATE_RATIO = 1032
_HEADER_BYTES = 2**20
# The NRRD reader that ITK uses quotes a wrong field in its complaint, for which it has 1 kB of
# memory however long the field is: a longer one ends the process.
_NRRD_FIELD_BYTES = 500
# ITK's MetaImage reader keeps ten dimensions and lines of some kB, whatever the header says.
_NUMBERS_OF_DIMENSIONS = {str(count).encode() for count in range(1, 11)}
_META_LINE_BYTES = 1000
_MOST_FILES = 100_000


def volume_format(path: Path) -> str | None:
    """ITK's name of the reader for a file's suffix; None for other formats.

    Examples
    --------
    >>> volume_format(Path("scan.NII.gz")), volume_format(Path("scan.png"))
    ('NiftiImageIO', None)
    """
    name = path.name.lower()
    return next((reader for ends, reader in _READERS.items() if name.endswith(ends)), None)


def check_header_fields(path: Path) -> None:
    """Refuse fields of NRRD and MetaImage headers that ITK's readers have no room for.

    Raises
    ------
    InputError
        Naming the line.
    """
    _check_nrrd_fields(path)
    _check_meta_fields(path)


def check_volume_claim(path: Path, size: Sequence[int], voxel_bytes: int) -> None:
    """Refuse a volume larger than is allowed, or than its file can unfold to.

    Raises
    ------
    InputError
    """
    claimed = voxel_bytes
    for length in size:
        claimed *= length
    check_claim(size, claimed, path)
    held = sum(file.stat().st_size for file in (path, *voxel_files(path, allow_outside=True)))
    if path.suffix.lower() != ".hdr" and claimed > held * _DEFLATE_RATIO + _HEADER_BYTES:
        raise InputError(
            f"the header claims {' x '.join(map(str, size))} voxels, {claimed / 1e9:.3g} GB, in a "
            f"file of {held} bytes",
            file=path,
        )


def voxel_files(path: Path, *, allow_outside: bool = False) -> list[Path]:
    """The files an NRRD or MetaImage header names for its voxels; none where it holds them itself.

    Judged by the header's text, not by its suffix. Each name is resolved as a table's entry is: it
    stays in the header's folder unless ``allow_outside``.

    Raises
    ------
    InputError
        Where a name leads out of the folder, or the header names more files than a scan has slices.

    References
    ----------
    NRRD file format, "data file" (teem.sourceforge.net/nrrd/format.html); MetaIO documentation,
    ElementDataFile.

    Examples
    --------
    >>> import tempfile
    >>> header = Path(tempfile.mkdtemp()) / "scan.mhd"
    >>> _ = header.write_text("NDims = 3\\nElementDataFile = scan.raw\\n")
    >>> _ = header.with_suffix(".raw").write_bytes(bytes(8))
    >>> [file.name for file in voxel_files(header)]
    ['scan.raw']
    """
    found: list[Path] = []
    for number, name in _named_files(path):
        if len(found) >= _MOST_FILES:
            raise InputError("the header names too many files", file=path, where=f"line {number}")
        where = f"line {number}"
        resolved = resolve_inside(path.parent, name, allow_outside, file=path, where=where)
        # A name longer than the system allows is no file; pathlib would raise.
        if not os.path.isfile(resolved):
            raise InputError(
                f"the header names '{name[:200]}' for its voxels, which is no file",
                file=path,
                where=where,
                hint="A header travels together with the file of its voxels",
            )
        found.append(resolved)
    return found


def files_beside(path: Path) -> list[Path]:
    """The files in which a volume's voxels are, where these are not in its own; for hashes.

    Parameters
    ----------
    path : path

    Returns
    -------
    list of Path
        Those an NRRD or MetaImage header names, and the ``.img`` of an Analyze header; none for
        other files, folders, and headers that are refused when they are read.
    """
    if not path.is_file():
        return []
    beside = [path.with_suffix(end) for end in (".img", ".img.gz") if path.suffix == ".hdr"]
    try:
        named = voxel_files(path, allow_outside=True)
    except (InputError, OSError):
        return []
    return [file for file in (*named, *beside) if file.is_file()]


def _named_files(path: Path) -> Iterator[tuple[int, str]]:
    with open(path, "rb") as stream:
        magic = stream.read(4)
        stream.seek(0)
        if magic == b"NRRD":
            yield from _named_in_nrrd(stream)
        elif path.suffix.lower() in (".mha", ".mhd"):
            yield from _named_in_meta(stream)


def _named_in_nrrd(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    listed = False
    for number, line in _numbered_lines(stream):
        text = line.strip(b"\r\n")
        if listed:
            if text.strip():
                yield number, _text(text)
            continue
        if not text:
            return
        field, _, value = text.partition(b":")
        if field.strip().lower() in (b"data file", b"datafile") and not value.startswith(b"="):
            words = _text(value).split()
            listed = bool(words) and words[0] == "LIST"
            if not listed:
                yield from ((number, name) for name in _patterned(_text(value)))


def _named_in_meta(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    listed = False
    for number, line in _numbered_lines(stream):
        if listed:
            if line.strip():
                yield number, _text(line)
            continue
        key, _, value = line.replace(b":", b"=", 1).partition(b"=")
        if key.strip().lower() == b"elementdatafile":
            name = _text(value)
            listed = name[:4].upper() == "LIST"
            if not listed and name.upper() != "LOCAL":
                yield from ((number, name) for name in _patterned(name))
            if not listed:
                return


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape").strip()


def _patterned(text: str) -> Iterator[str]:
    """The names of ``slice%03d.raw 1 20 1``: a C format, first, last and step."""
    words = text.split()
    if "%" not in text or len(words) < 4:
        yield text
        return
    form = re.fullmatch(r"([^%]*)%(0?\d{0,2})d([^%]*)", words[0])
    try:
        first, last, step = (int(word) for word in words[1:4])
    except ValueError:
        form = None
    if form is None or step == 0 or abs(last - first) // abs(step) > _MOST_FILES:
        raise InputError(
            f"the header names its voxels' files as '{text[:100]}'",
            expected="a name with one number, its first, last and step",
        )
    before, width, after = form.groups()
    for index in range(first, last + (1 if step > 0 else -1), step):
        yield f"{before}{index:{width}d}{after}"


def _check_nrrd_fields(path: Path) -> None:
    """Comments and the values of ``key:=value`` lines may be long, fields may not."""
    with open(path, "rb") as stream:
        if stream.read(4) != b"NRRD":
            return
        for number, line in _numbered_lines(stream):
            if not line.strip(b"\r\n"):
                return
            name, _, value = line.partition(b":")
            bounded = name if value.startswith(b"=") else line
            if not line.startswith(b"#") and len(bounded) > _NRRD_FIELD_BYTES:
                fault = f"a field of more than {_NRRD_FIELD_BYTES} bytes in the NRRD header"
                raise _unsafe(path, number, fault)


def _check_meta_fields(path: Path) -> None:
    """Lines ``Key = value`` up to the one that says where the voxels are."""
    if path.suffix.lower() not in (".mha", ".mhd"):
        return
    with open(path, "rb") as stream:
        for number, line in _numbered_lines(stream):
            key, _, value = line.replace(b":", b"=", 1).partition(b"=")
            key, value = key.strip().lower(), value.strip()
            if len(line) > _META_LINE_BYTES:
                fault = f"a line of more than {_META_LINE_BYTES} bytes in the MetaImage header"
                raise _unsafe(path, number, fault)
            if key == b"ndims" and value not in _NUMBERS_OF_DIMENSIONS:
                raise _unsafe(
                    path, number, "NDims of a MetaImage is a number from 1 to 10, not this"
                )
            if key == b"elementdatafile":
                return


def _numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """An endless line comes in pieces, so that it is refused before it fills the memory."""
    return enumerate(iter(lambda: stream.readline(_HEADER_BYTES), b""), start=1)


def _unsafe(path: Path, number: int, fault: str) -> InputError:
    return InputError(
        fault,
        file=path,
        where=f"line {number}",
        hint="Write the volume anew with the program it came from",
    )
