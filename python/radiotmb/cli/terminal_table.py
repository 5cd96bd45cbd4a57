"""Tables for a terminal: its width chooses the columns, and no word is ever broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from radiotmb.errors import printable
from radiotmb.runtime.name_some import name_some

if TYPE_CHECKING:
    import pandas as pd

_GAP = 2
# A cell of several words may be wrapped to this, no further.
_SENTENCE = 24
# More names of columns that are not shown would be a table of their own.
_NAMED = 8


def choose_columns(frame: pd.DataFrame, width: int, first: Sequence[str] = ()) -> list[str]:
    """The columns that a terminal has room for, in the table's order.

    Parameters
    ----------
    frame : pandas.DataFrame
    width : int
        Of the terminal, in characters.
    first : sequence of str
        Columns that are chosen before the others; these follow in the table's order.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"patient_id": ["A01"], "mutations": [12], "tmb": [10.0]})
    >>> choose_columns(frame, 16), choose_columns(frame, 16, first=["mutations"])
    (['patient_id', 'tmb'], ['mutations', 'tmb'])
    """
    names = list(map(str, frame.columns))
    order = sorted(range(len(names)), key=lambda place: (names[place] not in first, place))
    chosen: list[int] = []
    room = width
    for place in order:
        need = _widths(frame, place)[0] + (_GAP if chosen else 0)
        # One column is shown whatever the width.
        if need <= room or not chosen:
            chosen.append(place)
            room -= need
    return [names[place] for place in sorted(chosen)]


def table_lines(frame: pd.DataFrame, width: int | None = None) -> list[str]:
    """A frame as lines: numbers to the right at four significant digits, texts to the left.

    Parameters
    ----------
    frame : pandas.DataFrame
    width : int, optional
        Cells of several words are wrapped to it; without it a row is a line, however long.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"gene": ["APC", "TP53"], "patients": [12, 3]})
    >>> print(*table_lines(frame), sep="\\n")
    gene  patients
    APC         12
    TP53         3
    """
    from rich.cells import cell_len

    places = range(len(frame.columns))
    widths = _shared(frame, width)
    heads = [[_cell(str(name))] for name in frame.columns]
    columns = [[_cell(value) for value in frame.iloc[:, place]] for place in places]
    lines = []
    for row in [heads, *([_wrapped(columns[p][r], widths[p]) for p in places]
                         for r in range(len(frame)))]:  # fmt: skip
        for depth in range(max(map(len, row), default=1)):
            cells = []
            for place in places:
                text = row[place][depth] if depth < len(row[place]) else ""
                space = " " * (widths[place] - cell_len(text))
                cells.append(space + text if _is_number(frame, place) else text + space)
            lines.append((" " * _GAP).join(cells).rstrip())
    return lines


def not_shown(names: Sequence[str]) -> str:
    """What is said of columns that a terminal has no room for.

    Examples
    --------
    >>> not_shown(["megabases"])
    'Not shown for want of width: megabases. --wide shows every column'
    """
    return f"Not shown for want of width: {name_some(names, _NAMED)}. --wide shows every column"


def wrap_lines(text: str, width: int) -> str:
    """Lines that are longer than a terminal, wrapped between words and further indented.

    Examples
    --------
    >>> print(wrap_lines("  one two three", 10))
      one two
        three
    """
    import textwrap

    lines: list[str] = []
    for given in text.splitlines():
        line = printable(given)
        if len(line) <= width:
            lines.append(line)
            continue
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line.strip(), width, initial_indent=indent, subsequent_indent=f"{indent}  ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return "\n".join(lines)


def _shared(frame: pd.DataFrame, width: int | None) -> list[int]:
    """The width of each column: what its cells need, and of sentences what the others leave."""
    both = [_widths(frame, place) for place in range(len(frame.columns))]
    if width is None:
        return [natural for _, natural in both]
    widths = [least for least, _ in both]
    room = width - sum(widths) - _GAP * (len(widths) - 1)
    for place, (least, natural) in enumerate(both):
        more = max(0, min(natural - least, room))
        widths[place] += more
        room -= more
    return widths


def _widths(frame: pd.DataFrame, place: int) -> tuple[int, int]:
    """(the narrowest, the natural) width of a column."""
    from rich.cells import cell_len

    head = cell_len(_cell(str(frame.columns[place])))
    cells = {_cell(value) for value in frame.iloc[:, place]}
    natural = max([head, *map(cell_len, cells)])
    words = [cell_len(word) for cell in cells for word in cell.split()]
    return min(natural, max([head, _SENTENCE, *words])), natural


def _wrapped(cell: str, width: int) -> list[str]:
    from rich.cells import cell_len

    if cell_len(cell) <= width:
        return [cell]
    lines = [""]
    for word in cell.split():
        if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines


def _is_number(frame: pd.DataFrame, place: int) -> bool:
    import pandas as pd

    column = frame.iloc[:, place]
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    # A line of a table is one line, and a terminal obeys nothing in it.
    return printable(" ".join(str(value).split("\n")))
