"""DICOM files: how one is recognised, and how a few of its tags are read and no other.

Names, birth dates and comments are never parsed: they stay in the file. Programs that export DICOM
make file names of them; the files below a folder that somebody has named are told by their numbers.
"""

from __future__ import annotations

import contextlib
import warnings
import zlib
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from radiotmb.errors import InputError, RadiotmbError, printable
from radiotmb.inputs.limits import volume_limit

if TYPE_CHECKING:
    import pydicom

_PREAMBLE = 128
_UNDEFINED_LENGTH = 0xFFFFFFFF
_DEFLATED = "1.2.840.10008.1.2.1.99"
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
# First elements of a file that begins without a preamble: the meta group, or the group of
# identification with its length, character set, image type or SOP class (DICOM PS3.10, 7.1).
_META_GROUP = b"\x02\x00"
_FIRST_ELEMENTS = tuple(
    b"\x08\x00" + bytes([element, 0]) for element in (0, 1, 5, 6, 8, 0x12, 0x16)
)


def is_dicom(path: Path) -> bool:
    """Whether a file is DICOM: by its preamble, or by its first element where it has none.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "slice.dcm"
    >>> _ = file.write_bytes(bytes(128) + b"DICM" + b"\\x02\\x00\\x00\\x00UL\\x04\\x00")
    >>> is_dicom(file)
    True
    """
    try:
        with open(path, "rb") as stream:
            head = stream.read(_PREAMBLE + 4)
    except OSError:
        return False
    return head[_PREAMBLE:] == b"DICM" or _begins_with_an_element(head)


def _begins_with_an_element(head: bytes) -> bool:
    if len(head) < 12:
        return False
    explicit = head[4:6].isalpha() and head[4:6].isupper()
    if head[:2] == _META_GROUP:
        return explicit and head[3] == 0
    short = int.from_bytes(head[4:8], "little") < 2**12
    return head[:4] in _FIRST_ELEMENTS and (explicit or short)


def dicom_files(folder: Path) -> list[Path]:
    """The DICOM files below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and is_dicom(path))


def numbers_in(folder: Path, *files: Path) -> str:
    """What DICOM files below a folder are called in messages: their numbers, in order of name."""
    there = {_as_told(file): str(number) for number, file in enumerate(dicom_files(folder), 1)}
    numbers = list(dict.fromkeys(there.get(_as_told(file), "?") for file in files))
    many = "s" if len(numbers) > 1 else ""
    return f"DICOM file{many} {' and '.join(numbers)} of {len(there)} by name"


def _as_told(file: Path) -> str:
    return printable(str(file))


_named: ContextVar[Path | None] = ContextVar("the folder that somebody has named", default=None)


@contextlib.contextmanager
def files_by_number(path: Path) -> Iterator[None]:
    """Inside the block, an error on a file below a folder names the folder and the file's number.

    Parameters
    ----------
    path : path
        The folder that was named; nothing is changed for a file.

    Examples
    --------
    >>> with files_by_number(Path("scan.nii")):
    ...     pass
    """
    if not path.is_dir():
        yield
        return
    token = _named.set(path)
    try:
        yield
    except RadiotmbError as error:
        file = Path(error.file or ".")
        if Path(_as_told(path)) not in file.parents:
            raise
        error.where = ", ".join(part for part in (numbers_in(path, file), error.where) if part)
        error.file = str(path)
        raise
    finally:
        _named.reset(token)


def named(file: Path) -> str:
    """The file, or the folder it lies in, whichever somebody has named."""
    folder = _named.get()
    return str(folder if folder is not None and folder in file.parents else file)


def read_tags(file: Path, tags: list[str]) -> pydicom.Dataset:
    """Read some tags of a DICOM file, and no other.

    Raises
    ------
    InputError
        Without quoting the file: what cannot be parsed may be a name.
    """
    # Not at the top: most scans are no DICOM, and this import takes as long as reading one.
    import pydicom

    _refuse_deflate_bomb(file)
    with dicom_faults(file), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(file, stop_before_pixels=True, specific_tags=tags, force=True)


@contextlib.contextmanager
def dicom_faults(file: Path) -> Iterator[None]:
    """Whatever parsing a DICOM file raises is one message.

    pydicom parses a value when it is asked for, and lets through what its parsers raise: a damaged
    file gives anything from NotImplementedError to struct.error.

    Raises
    ------
    InputError
        Without quoting the file: what cannot be parsed may be a name.
    """
    try:
        yield
    except RadiotmbError:
        raise
    except Exception as error:
        raise InputError("not readable as DICOM", file=file) from error


def refuse_false_elements(file: Path) -> None:
    """Refuse an element that claims more bytes than the file has, or is of no known kind.

    GDCM would allocate the first, and begins the second again by other rules, by which text is a
    length.

    Raises
    ------
    InputError
    """
    import pydicom
    from pydicom.valuerep import VR

    size = file.stat().st_size
    kinds = {None, *(str(kind) for kind in VR)}
    # Deferred values stay in the file; none is parsed.
    with dicom_faults(file):
        tags = pydicom.dcmread(file, defer_size=1024, force=True)
        raw = [
            part.get_item(tag, keep_deferred=True)
            for part in (tags.file_meta, tags)
            for tag in part.keys()  # noqa: SIM118
        ]
    for element in raw:
        if getattr(element, "VR", None) not in kinds:
            raise InputError("not readable as DICOM", file=file)
        length, start = getattr(element, "length", 0), getattr(element, "value_tell", 0)
        if length != _UNDEFINED_LENGTH and start + length > size:
            raise InputError("the file ends before its data do", file=file)


def inflated(file: Path, folder: Path) -> Path:
    """A file in the deflated transfer syntax written out in full; any other file as it is.

    Parameters
    ----------
    file : path
    folder : path
        Where the full file is written.

    Raises
    ------
    InputError
        Where the file is damaged or unfolds to more than a volume may have.

    References
    ----------
    DICOM PS3.5 A.5 (deflated little endian explicit VR).
    """
    found = _deflated_part(file)
    if found is None:
        return file
    start, packed = found
    unfolded = _unfolded(packed, file)
    head = file.read_bytes()[:start]
    old, new = _DEFLATED.encode(), _EXPLICIT_LITTLE_ENDIAN.encode()
    # Padded with zeros, as an identifier of odd length is, so that no length changes.
    head = head.replace(old, new + b"\0" * (len(old) - len(new)), 1)
    whole = folder / f"{len(list(folder.iterdir())):05d}.dcm"
    whole.write_bytes(head + unfolded)
    return whole


def _refuse_deflate_bomb(file: Path) -> None:
    found = _deflated_part(file)
    if found is not None:
        _unfolded(found[1], file)


def _deflated_part(file: Path) -> tuple[int, bytes] | None:
    """Where the deflated data set begins, and its bytes; nothing in another transfer syntax."""
    with open(file, "rb") as stream:
        head = stream.read(4096)
    if _DEFLATED.encode() not in head:
        return None
    from pydicom.filereader import _read_file_meta_info as read_meta
    from pydicom.filereader import read_preamble

    with dicom_faults(file), open(file, "rb") as stream:
        read_preamble(stream, True)
        meta: pydicom.Dataset = read_meta(stream)
        if str(meta.get("TransferSyntaxUID", "")) != _DEFLATED:
            return None
        return stream.tell(), stream.read()


def _unfolded(packed: bytes, file: Path) -> bytes:
    limit = volume_limit()
    opened = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = opened.decompress(packed, limit)
    except zlib.error as error:
        raise InputError("the deflated data are damaged", file=file) from error
    if opened.unconsumed_tail:
        raise InputError(
            f"the deflated data unfold to more than {limit / 1e9:.3g} GB",
            file=file,
            expected="a slice of a scan",
        )
    if not opened.eof:
        raise InputError("the file ends before its data do", file=file)
    return data
