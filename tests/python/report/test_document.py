"""The Word document has the summary, the tables of a paper and the methods."""

from __future__ import annotations

import sys

import pytest

from radiotmb.errors import MissingSoftwareError
from radiotmb.report import write_document
from radiotmb.report.methods_text import methods_text
from radiotmb.report.study_output import read_output
from radiotmb.report.workbook import SIMULATED


def test_tables_are_numbered_and_the_methods_are_those_of_the_page(output):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    paper = docx.Document(write_document(output))
    texts = [paragraph.text for paragraph in paper.paragraphs]
    headings = [text for text in texts if text.startswith("Table ")]
    assert [text.split(".")[0] for text in headings] == [
        f"Table {n}" for n in range(1, len(headings) + 1)
    ]
    assert len(paper.tables) == len(headings) > 1
    assert headings[0] == "Table 1. Patients by concordance"
    heads = [cell.text.replace("\u00a0", " ") for cell in paper.tables[0].rows[0].cells]
    assert heads[:4] == ["Characteristic", "Overall (n = 24)", "Concordant (n = 17)",
                         "Discordant (n = 7)"]  # fmt: skip
    assert texts.count("Summary") == 1
    assert sum(text.startswith("What was found. ") for text in texts) == 1
    assert set(methods_text(read_output(output))) <= set(texts)
    assert SIMULATED in texts


def test_signs_that_xml_does_not_have_are_replaced(tmp_path, simulated):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    tables = simulated.simulate_tables()
    tables["table_one"]["level"] = "a\x07b\ufffe"
    out = simulated.write_output(tmp_path / "r", tables=tables)
    paper = docx.Document(write_document(out))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert "a\ufffdb\ufffd" in {cell.strip() for cell in cells}


def test_without_python_docx_the_message_says_what_to_install(output, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingSoftwareError, match="python-docx") as caught:
        write_document(output)
    assert "radiotmb[docx]" in str(caught.value)
    assert not (output / "report.docx").exists()


def test_a_table_has_the_three_rules_of_a_journal_and_its_head_on_every_page(output):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    from docx.oxml.ns import qn

    for table in docx.Document(write_document(output)).tables:
        edges = [
            sorted(edge.tag.split("}")[1] for edge in row.cells[0]._tc.iter()
                   if edge.getparent().tag == qn("w:tcBorders"))
            for row in table.rows
        ]  # fmt: skip
        assert edges == [["bottom", "top"], *[[]] * (len(edges) - 2), ["bottom"]]
        heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert heads == [True, *[False] * (len(heads) - 1)]
