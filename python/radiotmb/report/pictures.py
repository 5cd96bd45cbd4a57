"""Pictures of scans, light enough to travel inside the page at their full size."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

# Grey values stay within 1% of the PNG's at a third of its size.
QUALITY = 78

# A page holds pictures of so many characters; of more the first, and it says where all are.
PICTURES_BYTES = 2_000_000


def picture_address(path: str | Path) -> str:
    """A PNG file as the ``data:`` address of a WebP of the same size."""
    stream = io.BytesIO()
    with Image.open(path) as picture:
        picture.convert("RGB").save(stream, "WEBP", quality=QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode()


def addresses_that_fit(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """The first pictures, with their addresses, that a page holds."""
    found: list[tuple[Path, str]] = []
    size = 0
    for path in paths:
        address = picture_address(path)
        size += len(address)
        if size > PICTURES_BYTES:
            break
        found.append((path, address))
    return found
