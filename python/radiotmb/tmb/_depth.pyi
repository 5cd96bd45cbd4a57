import numpy as np

# A capsule: only these functions look into it.
Count = object

def begin(
    lengths: np.ndarray,
    first: np.ndarray,
    starts: np.ndarray,
    stops: np.ndarray,
    depth: int,
    mapping_quality: int,
    base_quality: int,
) -> Count: ...
def add(count: Count, text: bytes | memoryview) -> int | None: ...
def end(count: Count) -> int: ...
