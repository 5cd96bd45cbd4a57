"""docs/study-file.md says of every entry and column what the code says."""

import os
import re
from pathlib import Path

import pytest

from radiotmb.study.reference import columns_table, entries, study_file_table
from radiotmb.study.study_file import Study

PAGE = Path(__file__).parents[3] / "docs" / "study-file.md"
INPUTS = ("samples", "images", "patients")


def _generated() -> dict[str, str]:
    return {"entries": study_file_table(), **{name: columns_table(name) for name in INPUTS}}


@pytest.mark.parametrize("part", ["entries", *INPUTS])
def test_the_page_is_what_the_code_says(part):
    begin, end = f"<!-- {part}: written by the tests -->\n", f"\n<!-- end of {part} -->"
    text = PAGE.read_text(encoding="utf-8")
    place = re.compile(re.escape(begin) + "(?:.*?\n)?" + re.escape(end.lstrip()), re.DOTALL)
    wanted = begin + _generated()[part] + end
    if os.environ.get("RADIOTMB_WRITE_DOCS"):
        PAGE.write_text(place.sub(lambda _: wanted, text), encoding="utf-8")
    found = place.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == wanted


def test_every_entry_has_a_meaning_and_an_example_of_its_own():
    for name, field in entries(Study):
        assert field.description, name
        assert field.examples, name
