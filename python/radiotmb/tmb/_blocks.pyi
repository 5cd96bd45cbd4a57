import numpy as np

Text = bytes | memoryview

def column_ends(text: Text, columns: int, ends: np.ndarray) -> int | None: ...
def gather(
    text: Text, starts: np.ndarray, stops: np.ndarray, offsets: np.ndarray
) -> tuple[bytes, bool]: ...
def number_texts(
    text: Text, starts: np.ndarray, stops: np.ndarray, codes: np.ndarray
) -> list[bytes]: ...
def add_numbers(table: np.ndarray, numbers: np.ndarray, repeated: np.ndarray) -> int: ...
def positions(
    text: Text, starts: np.ndarray, stops: np.ndarray, most: int, out: np.ndarray
) -> None: ...
def format_fields(
    text: Text,
    keys: np.ndarray,
    key_stops: np.ndarray,
    calls: np.ndarray,
    call_stops: np.ndarray,
    tags: list[bytes],
    starts: np.ndarray,
    stops: np.ndarray,
) -> None: ...
def info_fields(
    text: Text,
    infos: np.ndarray,
    info_stops: np.ndarray,
    tags: list[bytes],
    starts: np.ndarray,
    stops: np.ndarray,
) -> None: ...
def numbers(
    text: Text, starts: np.ndarray, stops: np.ndarray, width: int, comma: bool, out: np.ndarray
) -> None: ...
def worst_terms(
    text: Text,
    asked: np.ndarray,
    places: np.ndarray,
    fields: np.ndarray,
    order: np.ndarray,
    elsewhere: bytes,
    known: list[bytes],
    ranks: np.ndarray,
    out: np.ndarray,
    first: int,
) -> tuple[int, int, int] | None: ...
