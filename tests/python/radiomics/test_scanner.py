"""What the scanner was, from the tags the documentation lists and no other."""

from __future__ import annotations

import re

import pytest
from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset

from radiotmb.radiomics.scanner import COLUMNS, SCANNER_TAGS, scanner_columns

# pydicom's words on values that no scanner should have written.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def described(**tags):
    found = Dataset()
    for name, value in tags.items():
        setattr(found, name, value)
    return scanner_columns(found)


def test_the_documentation_lists_every_column_and_tag(root):
    page = (root / "docs" / "scans.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, flags=re.MULTILINE)
    assert [column for column, _ in table] == list(COLUMNS)
    named = re.findall(r"(\w+) \(([0-9A-F]{4}),([0-9A-F]{4})\)", " ".join(t for _, t in table))
    assert {name for name, *_ in named} == set(SCANNER_TAGS)
    for name, group, element in named:
        assert keyword_for_tag(int(group + element, 16)) == name


def test_without_dicom_every_column_is_empty():
    assert scanner_columns(None) == dict.fromkeys(COLUMNS)
    assert described() == dict.fromkeys(COLUMNS)


@pytest.mark.parametrize(
    ("agent", "said"),
    [("Iohexol 300", "yes"), ("", "no"), ("NONE", "no"), ("No contrast", "no"), ("N/A", "no")],
)
def test_contrast_is_yes_where_an_agent_is_named(agent, said):
    assert described(ContrastBolusAgent=agent)["contrast"] == said


@pytest.mark.parametrize(
    ("injected", "acquired", "seconds"),
    [
        ("100000", "100110", 70.0),
        # A plain series is taken before the injection of the same examination.
        ("100500", "100000.5", -299.5),
        ("235930", "000040.25", 70.2),
        ("1000", "1001", 60.0),
        ("", "100000", None),
        ("noon", "100000", None),
    ],
)
def test_time_is_relative_to_the_injection(injected, acquired, seconds):
    found = described(ContrastBolusStartTime=injected, AcquisitionTime=acquired)
    assert found["seconds_after_injection"] == seconds


def test_a_product_name_holds_no_more_than_one():
    found = described(ManufacturerModelName="Model <Force>; see https://x.y?z=1 " + "x" * 60)
    assert found["scanner_model"] == "Model Force see https//x.yz1 xxx"
    assert described(KVP="1e9", Exposure="-4")["kvp"] is None
