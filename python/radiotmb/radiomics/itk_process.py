"""The process in which ITK reads volumes, so that a header that crashes it ends no run.

Started by :mod:`radiotmb.radiomics.volume_reader` with the number of an open file as its argument:
one JSON request a line on standard input, one JSON reply a line on standard output, the voxels in
the file. It imports nothing of radiotmb, and SimpleITK without NumPy, which would take half of the
time it needs to start.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

if __name__ == "__main__":
    # Of a program, its own folder is the first place Python would look for modules.
    sys.path.pop(0)
    # SimpleITK does without NumPy where there is none.
    sys.modules["numpy"] = None  # type: ignore[assignment]

import SimpleITK as sitk
from SimpleITK.SimpleITK import _GetMemoryViewFromImage

sitk.ProcessObject.SetGlobalWarningDisplay(False)
_SEGMENT = "Segment"


def _header(request: dict[str, Any], _output: int) -> dict[str, Any]:
    """Size, voxel type and grid of a volume, without its voxels."""
    reader = _reader(request)
    reader.ReadImageInformation()
    name = sitk.GetPixelIDValueAsString(reader.GetPixelID())
    return {
        "size": list(reader.GetSize()),
        "bytes": max(1, reader.GetNumberOfComponents()) * _bits(name) // 8,
        "type": name,
        "spacing": list(reader.GetSpacing()),
        "origin": list(reader.GetOrigin()),
        "direction": list(reader.GetDirection()),
    }


def _volume(request: dict[str, Any], output: int) -> dict[str, Any]:
    """A volume: its voxels into the file, its geometry and segments into the reply."""
    image = _reader(request).Execute()
    reply = _written(image, output)
    keys = image.GetMetaDataKeys()
    reply["segments"] = {
        key: image.GetMetaData(key) for key in keys if str(key).startswith(_SEGMENT)
    }
    return reply


def _series(request: dict[str, Any], output: int) -> dict[str, Any]:
    """DICOM slices, in the order given, as one volume."""
    reader = sitk.ImageSeriesReader()
    reader.SetImageIO("GDCMImageIO")
    reader.SetFileNames(request["files"])
    reader.SetOutputPixelType(sitk.sitkInt32 if request["whole"] else sitk.sitkFloat64)
    return _written(reader.Execute(), output)


def _reader(request: dict[str, Any]) -> sitk.ImageFileReader:
    # MetaImage takes a file named with a folder from the working directory, not from its header's.
    os.chdir(os.path.dirname(request["path"]))
    reader = sitk.ImageFileReader()
    reader.SetImageIO(request["format"])
    reader.SetFileName(request["path"])
    return reader


def _written(image: sitk.Image, output: int) -> dict[str, Any]:
    components = image.GetNumberOfComponentsPerPixel()
    left = memoryview(_GetMemoryViewFromImage(image)).cast("B")
    os.lseek(output, 0, os.SEEK_SET)
    while left:
        left = left[os.write(output, left) :]
    return {
        "shape": [*reversed(image.GetSize()), *([components] if components > 1 else [])],
        "type": _number_type(image.GetPixelIDTypeAsString()),
        "components": components,
        "spacing": image.GetSpacing(),
        "origin": image.GetOrigin(),
        "direction": image.GetDirection(),
    }


def _number_type(name: str) -> str:
    """NumPy's name of the numbers of a pixel type, such as ``vector of 16-bit signed integer``."""
    kind = "f" if "float" in name else "u" if "unsigned" in name else "i"
    numbers = _bits(name) // 8
    return f"c{2 * numbers}" if "complex" in name else f"{kind}{numbers}"


def _bits(name: str) -> int:
    return next((bits for bits in (8, 16, 32) if f"{bits}-bit" in name), 64)


def _answer(request: dict[str, Any], output: int) -> dict[str, Any]:
    tasks = {"header": _header, "volume": _volume, "series": _series}
    try:
        return tasks[request["task"]](request, output)
    except MemoryError:
        return {"error": "not enough memory"}
    except Exception as error:
        return {"error": str(error) or type(error).__name__}


def main() -> None:
    """Answer requests until there are no more."""
    output = int(sys.argv[1])
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # What a library prints is no reply.
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(request["threads"])
        replies.write(json.dumps(_answer(request, output)) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
