"""Under a limit of memory: room for large libraries, looked at before they are loaded.

OpenBLAS, which numpy, scipy and R bring, asks for its buffers while it is loaded, and asks again
without end where it gets none; no signal reaches Python meanwhile. With more than one thread it
asks for more of them at its first product, and ends the process where it gets none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

# Each with an OpenBLAS of its own, or R's.
_LARGE = {"numpy", "scipy", "scipy.linalg", "rpy2"}
_ROOM_BYTES = 300 << 20
_STATE = Path("/proc/self/statm")


def look_for_room() -> None:
    """From here on a large library that has no room is a :class:`MemoryError`.

    Nothing is done where this process has no limit of its address space (``ulimit -v``), or the
    system does not tell how much is taken. Under a limit, OpenBLAS has one thread where the
    environment does not say how many.
    """
    limit = address_space_limit()
    if limit is not None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if limit is not None and not any(isinstance(one, _RoomFirst) for one in sys.meta_path):
        sys.meta_path.insert(0, _RoomFirst(limit))


def address_space_limit() -> int | None:
    """The limit of this process's address space in bytes; None where there is none."""
    if not _STATE.is_file():
        return None
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


class _RoomFirst(MetaPathFinder):
    """Finds no module; refuses some where little room is left."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in _LARGE:
            import resource

            taken = int(_STATE.read_text().split()[0]) * resource.getpagesize()
            if self._limit - taken < _ROOM_BYTES:
                raise MemoryError(
                    f"{fullname} needs {_ROOM_BYTES >> 20} MB of address space, of "
                    f"{self._limit >> 20} MB {max(0, self._limit - taken) >> 20} MB are left"
                )
        return None
