"""Volumes read by ITK in a process of its own, which is kept for the next one.

ITK's and GDCM's readers are C++ that a crafted header can crash. Here such a file is one error
with its name: the process is replaced and the run goes on.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import mmap
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.array_image import AnyImage, ArrayImage

_PROGRAM = Path(__file__).with_name("itk_process.py")
# A volume of a gigabyte on a slow network disk takes minutes; nothing sound takes longer.
_LONGEST_SECONDS = 900.0


class UnreadableVolume(Exception):
    """ITK's own words on a file it cannot read."""


class _ItkProcess:
    """One reading process and the file it writes voxels to."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.voxels = _memory_file()
        self._process = subprocess.Popen(
            [sys.executable, str(_PROGRAM), str(self.voxels)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=[self.voxels],
            # Ctrl-C is for this process, which ends the other.
            start_new_session=True,
        )

    def ask(self, request: dict[str, Any], file: Path) -> dict[str, Any]:
        """The reply to one request."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._line(file)
        except BrokenPipeError:
            line = b""
        if not line:
            self.end()
            code = self._process.wait()
            raise InputError(
                f"the reader crashed on it ({'signal' if code < 0 else 'status'} {abs(code)})",
                file=file,
                hint="Write the volume anew with the program it came from",
            )
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _line(self, file: Path) -> bytes:
        assert self._process.stdout is not None
        stream, line, until = (
            self._process.stdout.fileno(),
            b"",
            time.monotonic() + _LONGEST_SECONDS,
        )
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([stream], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                self.end()
                raise InputError(f"not read within {_LONGEST_SECONDS:.0f} seconds", file=file)
            part = os.read(stream, 1 << 16)
            if not part:
                return b""
            line += part
        return line

    def end(self) -> None:
        """End the process and give its memory back."""
        if self.voxels >= 0 and self.owner == os.getpid():
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(BrokenPipeError):
                        stream.close()
            self._process.kill()
            self._process.wait()
            os.close(self.voxels)
        self.voxels = -1


def _memory_file() -> int:
    """An open file that lies in memory where the system has such, else in a temporary folder."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("radiotmb-volume")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


_kept: _ItkProcess | None = None
_lock = threading.Lock()


def start_reader() -> None:
    """Start the reading process ahead of the first volume; it needs a tenth of a second."""
    with _lock:
        _reader()


def _reader() -> _ItkProcess:
    global _kept
    if _kept is None or _kept.owner != os.getpid() or _kept.voxels < 0:
        _kept = _ItkProcess()
    return _kept


@atexit.register
def _end_reader() -> None:
    if _kept is not None:
        _kept.end()


def _asked(request: dict[str, Any], file: Path) -> tuple[dict[str, Any], AnyImage | None]:
    threads = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    with _lock:
        reader = _reader()
        try:
            reply = reader.ask({**request, "threads": threads}, file)
            if "error" in reply:
                raise UnreadableVolume(reply["error"])
            return reply, _image(reply, reader.voxels) if "shape" in reply else None
        except (UnreadableVolume, InputError):
            raise
        except BaseException:
            # An interrupt between a question and its answer: the next would get this one's.
            reader.end()
            raise


def _image(reply: dict[str, Any], voxels: int) -> AnyImage:
    kind, shape = np.dtype(reply["type"]), reply["shape"]
    length = int(np.prod(shape)) * kind.itemsize
    with mmap.mmap(voxels, length, access=mmap.ACCESS_READ) as memory:
        array = np.frombuffer(memory, kind).reshape(shape)
        found: np.ndarray | sitk.Image
        if len(shape) == 3 and reply["components"] == 1:
            found = array.copy()
        else:
            found = sitk.GetImageFromArray(array, isVector=reply["components"] > 1)
        del array
    os.ftruncate(voxels, 0)
    if isinstance(found, np.ndarray):
        return ArrayImage(found, reply["spacing"], reply["origin"], reply["direction"])
    found.SetSpacing(reply["spacing"])
    found.SetOrigin(reply["origin"])
    found.SetDirection(reply["direction"])
    return found


def volume_grid(path: Path, image_format: str) -> dict[str, Any]:
    """The grid of a volume, from its header.

    Parameters
    ----------
    path : path
    image_format : str
        ITK's name of the reader.

    Returns
    -------
    dict
        size (voxels), bytes (a voxel), type, spacing and origin (mm), direction.

    Raises
    ------
    UnreadableVolume
        Where ITK refuses the header.
    InputError
        Where the header crashes it.
    """
    reply, _ = _asked(
        {"task": "header", "path": str(path.absolute()), "format": image_format}, path
    )
    return reply


def read_voxels(path: Path, image_format: str) -> tuple[AnyImage, dict[str, str]]:
    """A volume, and the header's entries that begin with ``Segment``.

    Raises
    ------
    UnreadableVolume
        Where ITK refuses the file.
    InputError
        Where the file crashes it.
    """
    # As it is named: a link may keep it from what lies beside the file.
    request = {"task": "volume", "path": str(path.absolute()), "format": image_format}
    reply, image = _asked(request, path)
    assert image is not None
    return image, reply["segments"]


def read_slices(files: list[Path], folder: Path, *, whole: bool) -> np.ndarray:
    """The voxels of DICOM slices in the order given, as whole (32 bits) or real numbers.

    Raises
    ------
    InputError
        Where the pixels of a slice cannot be decoded.
    """
    named = [str(file.resolve()) for file in files]
    try:
        _, image = _asked({"task": "series", "files": named, "whole": whole}, folder)
    except UnreadableVolume as error:
        raise InputError(
            "the pixels of a slice cannot be decoded",
            file=folder,
            expected="uncompressed or JPEG, JPEG-LS, JPEG 2000 or RLE compressed slices",
        ) from error
    assert image is not None
    # Several values a voxel, or more axes, are for the caller to refuse.
    return image.voxels if isinstance(image, ArrayImage) else sitk.GetArrayFromImage(image)
