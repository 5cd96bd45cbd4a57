"""Writes findings, tables of patients and the methods as a Word document to start a paper from."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from radiotmb.errors import MissingSoftwareError
from radiotmb.report.blocks import Block, Copyable, Sentences, Table
from radiotmb.report.html_table import html_table
from radiotmb.report.render import report_sections
from radiotmb.report.study_output import read_output
from radiotmb.report.workbook import SIMULATED
from radiotmb.runtime.files import whole_file

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table as WordTable

NAME = "report.docx"

# What a paper prints; everything else is in the page and the workbook.
TABLES = (
    "table_one_concordance", "background", "groups_concordance", "lesion_tests", "cutoffs",
    "follow_up",
)  # fmt: skip
_WIDEST_PORTRAIT = 6
# A paper prints so many rows of a table; the note under it says where the others are.
ROWS_IN_PAPER = 100
# What XML 1.0 has no sign for.
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_document(out: str | Path) -> Path:
    """Write ``report.docx``: the summary, the tables of patients and models, and the methods.

    Parameters
    ----------
    out : path
        A study's output folder, as :func:`radiotmb.report.render_report` takes it.

    Returns
    -------
    Path
        ``report.docx`` in that folder.

    Raises
    ------
    MissingSoftwareError
        Where python-docx is not installed.
    InputError
        Where ``results.json`` is missing, or a file cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:  # in place of a study's output folder
    ...     _ = Path(out, "results.json").write_text('{"study": "an example"}')
    ...     write_document(out).name
    'report.docx'
    """
    try:
        import docx
    except ModuleNotFoundError as error:
        raise MissingSoftwareError(
            "python-docx is not installed", hint="pip install 'radiotmb[docx]'"
        ) from error
    from docx.shared import Cm

    output = read_output(out)
    paper = docx.Document()
    paper.core_properties.title = _plain(str(output.results.get("study") or "Study"))
    paper.core_properties.author = "radiotmb"
    for section in paper.sections:
        section.left_margin = section.right_margin = Cm(2)
    paper.add_heading(_plain(str(output.results.get("study") or "Study")), level=0)
    if output.results.get("simulated"):
        paper.add_paragraph().add_run(SIMULATED).bold = True
    sections = report_sections(output)
    blocks = [block for section in sections for block in section.blocks]
    _add_summary(
        paper, [b for section in sections if section.id == "summary" for b in section.blocks]
    )
    number = 0
    for name in TABLES:
        for block in blocks:
            if isinstance(block, Table) and block.name == name:
                number += 1
                _add_table(paper, block, number)
    _add_methods(paper, blocks)
    path = output.folder / NAME
    with whole_file(path) as temporary:
        paper.save(str(temporary))
    return path


def _add_summary(paper: Document, blocks: list[Block]) -> None:
    paper.add_heading("Summary", level=1)
    for block in blocks:
        if isinstance(block, Sentences):
            for about, said in groupby(block.sentences, key=lambda one: one[0]):
                paragraph = paper.add_paragraph()
                paragraph.add_run(f"{_plain(about)}. ").bold = True
                paragraph.add_run(" ".join(_plain(sentence) for _, sentence in said))


def _add_methods(paper: Document, blocks: list[Block]) -> None:
    for block in blocks:
        if isinstance(block, Copyable) and block.name == "methods":
            paper.add_heading("Methods", level=1)
            for text in block.paragraphs:
                paper.add_paragraph(_plain(text))


def _add_table(paper: Document, block: Table, number: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    found = html_table(block, rows=ROWS_IN_PAPER)
    title = _plain(block.title.removeprefix("Table 1. "))
    paper.add_heading(f"Table {number}. {title}", level=2)
    table = paper.add_table(rows=1, cols=len(found.heads))
    size = Pt(9 if len(found.heads) <= _WIDEST_PORTRAIT else 7)
    texts = [[head.text for head in found.heads]]
    texts += [["" if cell.again else cell.text for cell in row] for row in found.rows]
    for line, row in enumerate(texts):
        cells = table.rows[0].cells if line == 0 else table.add_row().cells
        for cell, text, head in zip(cells, row, found.heads, strict=True):
            run = cell.paragraphs[0].add_run(_plain(text))
            if head.right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run.font.size = size
            run.bold = line == 0
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    _rule(table)
    left_out = found.total - len(found.rows)
    about = [block.caption] if block.caption else []
    if left_out:
        about.append(
            f"The first {len(found.rows)} of {found.total} rows; all are in the workbook and in "
            "the folder tables of the results."
        )
    if about:
        note = paper.add_paragraph().add_run(_plain(" ".join(about)))
        note.font.size = Pt(8)


def _rule(table: WordTable) -> None:
    """Three horizontal rules as journals print them, and the head again on every page."""
    head, last = table.rows[0], table.rows[-1]
    for row in table.rows:
        _mark(row._tr.get_or_add_trPr(), "cantSplit")
    _mark(head._tr.get_or_add_trPr(), "tblHeader")
    for row, edges in ((head, {"top": 12, "bottom": 6}), (last, {"bottom": 12})):
        for cell in row.cells:
            borders = _mark(cell._tc.get_or_add_tcPr(), "tcBorders")
            for edge, eighths_of_a_point in edges.items():
                _mark(borders, edge, val="single", sz=str(eighths_of_a_point), color="000000")


def _mark(parent: BaseOxmlElement, name: str, **attributes: str) -> BaseOxmlElement:
    """Add an element of Word's language to another."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    child = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
    return child


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
