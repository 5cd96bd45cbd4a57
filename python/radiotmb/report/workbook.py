"""Writes the report's tables as one Excel workbook, a sheet a table."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from radiotmb.report.blocks import Table
from radiotmb.report.html_table import Cell, html_table
from radiotmb.report.render import report_sections
from radiotmb.report.study_output import read_output
from radiotmb.runtime.files import whole_file
from radiotmb.runtime.progress import progress_bar

NAME = "report.xlsx"
SIMULATED = "Simulated data: no patient stands behind any number."

# Excel's own limit, and the signs that it does not take in a sheet's name.
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 60


def write_workbook(out: str | Path) -> Path:
    """Write every table of a study's report into ``report.xlsx`` beside it.

    The first sheet lists the tables with their sections and captions. Numbers are numbers of 16
    digits, shown rounded as on the page; text is text, also where it begins with ``=``.

    Parameters
    ----------
    out : path
        A study's output folder, as :func:`radiotmb.report.render_report` takes it.

    Returns
    -------
    Path
        ``report.xlsx`` in that folder.

    Raises
    ------
    InputError
        Where ``results.json`` is missing, or a file cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:  # in place of a study's output folder
    ...     _ = Path(out, "results.json").write_text('{"study": "an example"}')
    ...     write_workbook(out).name
    'report.xlsx'
    """
    output = read_output(out)
    book = Workbook()
    contents = book.active
    contents.title = "Contents"
    if output.results.get("simulated"):
        contents.append([SIMULATED])
    contents.append(["Sheet", "Section", "Table", "Rows", "About it"])
    head = contents.max_row
    _embolden(contents, head)
    names = {"contents"}
    tables = [
        (section.title, block)
        for section in report_sections(output)
        for block in section.blocks
        if isinstance(block, Table) and len(block.data)
    ]
    with progress_bar() as bar:
        for title, block in bar.track(tables, description="workbook: tables"):
            sheet = book.create_sheet(_sheet_name(block.name, names))
            _fill(sheet, block, simulated=bool(output.results.get("simulated")))
            row = [sheet.title, title, block.title, len(block.data), block.caption]
            contents.append([None] * len(row))
            for cell, value in zip(contents[contents.max_row], row, strict=True):
                _set(cell, value)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
            _link(contents.cell(contents.max_row, 1), sheet.title)
    contents.freeze_panes = contents.cell(head + 1, 1)
    book.properties.title = str(output.results.get("study") or "Study")
    book.properties.creator = "radiotmb"
    for column, width in zip("ABCDE", (24, 34, 44, 8, 100), strict=True):
        contents.column_dimensions[column].width = width
    path = output.folder / NAME
    with whole_file(path) as temporary:
        book.save(temporary)
    return path


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has, whatever its case."""
    short = _NOT_IN_NAMES.sub("-", name)[:_LONGEST_NAME]
    number = 1
    while short.lower() in taken:
        number += 1
        end = f"_{number}"
        short = _NOT_IN_NAMES.sub("-", name)[: _LONGEST_NAME - len(end)] + end
    taken.add(short.lower())
    return short


def _fill(sheet: Worksheet, block: Table, *, simulated: bool) -> None:
    title = f"{block.title} ({SIMULATED})" if simulated else block.title
    _set(sheet.cell(1, 1), title)
    _embolden(sheet, 1)
    table = html_table(block, rows=len(block.data))
    widths = []
    for place, head in enumerate(table.heads, start=1):
        _set(sheet.cell(2, place), head.text)
        widths.append(len(head.text))
    _embolden(sheet, 2)
    for number, row in enumerate(table.rows, start=3):
        for place, cell in enumerate(row, start=1):
            _set_cell(sheet.cell(number, place), cell)
            widths[place - 1] = max(widths[place - 1], len(cell.text))
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(max(len(widths), 1))}{max(sheet.max_row, 2)}"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(width + 3, _WIDEST)


def _set_cell(target: SheetCell, cell: Cell) -> None:
    """The number behind a cell that shows one; the text of every other."""
    digits = cell.text.replace("−", "-").replace("\u202f", "").removesuffix("%")
    if cell.sort and digits.startswith("<"):
        # A small p-value keeps its digits and is shown as the page shows it.
        target.value = float(cell.sort)
        target.number_format = '[<0.001]"< 0.001";0.000'
        return
    if not (cell.sort and re.fullmatch(r"-?\d+(\.\d+)?", digits)):
        _set(target, cell.text)
        target.alignment = Alignment(horizontal="right" if cell.numeric else None)
        return
    target.value = float(cell.sort)
    decimals = len(digits.partition(".")[2])
    shown = "0" + ("." + "0" * decimals if decimals else "")
    target.number_format = shown + ("%" if cell.text.endswith("%") else "")


def _set(target: SheetCell, value: object) -> None:
    if isinstance(value, str):
        target.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
        # openpyxl takes what begins with = for a formula.
        target.data_type = "s"
    else:
        target.value = value


def _link(cell: SheetCell, sheet: str) -> None:
    """Make a cell lead to a sheet of the same book."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1", display=sheet)
    cell.style = "Hyperlink"


def _embolden(sheet: Worksheet, row: int) -> None:
    for cell in sheet[row]:
        cell.font = Font(bold=True)
