"""A new annotator is one class: tags, terms and effects."""

from typing import ClassVar

import pytest

from radiotmb.tmb import annotators, burden_of_files, read_assay
from radiotmb.tmb.annotators import Annotator
from radiotmb.tmb.consequence import Effect


class Invented(Annotator):
    """``EFFECT=gene:word``, which no tool writes."""

    name = "invented"
    tags = ("EFFECT",)
    terms: ClassVar = {"changed": "missense_variant", "silent": "synonymous_variant"}

    def effects(self, value, ref, alts, index):
        gene, _, word = value.split(",")[index].partition(":")
        return [Effect(gene, self.terms.get(word, word))]


@pytest.mark.parametrize(("word", "expected"), [("changed", 1), ("silent", 0), ("odd", 0)])
def test_an_invented_annotator_is_recognised_and_counts(monkeypatch, tables, write, word, expected):
    monkeypatch.setitem(annotators.ANNOTATORS, Invented.name, Invented)
    head = ['##INFO=<ID=EFFECT,Number=A,Type=String,Description="x">']
    rows = [f"chr1 5 C A,T PASS EFFECT=KRAS:silent,APC:{word} GT:AD:DP 0/2:300,0,200:500"]
    path = write("s.vcf", tables.vcf(rows, head=head, csq=False))
    for keep in ("all", "counted"):
        found = burden_of_files([path], read_assay("study"), keep=keep)
        assert found.burden["mutations"].tolist() == [expected]
    forced = burden_of_files([path], read_assay("study"), annotator="invented")
    assert forced.variants["gene"].tolist() == ["KRAS", "APC"]
