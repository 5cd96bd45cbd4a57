"""A new annotator is one source file, and one entry of the tests that every annotator passes."""

import sys

import pytest

from radiotmb.tmb import annotators, burden_of_files, read_assay

# The whole source of an annotator: ``EFFECT=gene:word`` for each alternate, which no tool writes.
SOURCE = """
from radiotmb.tmb.annotators.annotator import Annotator
from radiotmb.tmb.consequence import Effect


class Invented(Annotator):
    name = "invented"
    tags = ("EFFECT",)
    terms = {
        "changed": "missense_variant", "stopped": "stop_gained", "went_on": "stop_lost",
        "shifted": "frameshift_variant", "shorter": "inframe_deletion",
        "silent": "synonymous_variant",
    }

    def effects(self, value, ref, alts, index):
        gene, _, word = value.split(",")[index].partition(":")
        return [Effect(gene, self.terms.get(word, word))]
"""


@pytest.fixture
def invented(monkeypatch, tmp_path, lab):
    """The source file in the folder of the annotators, and its test entry."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "invented.py").write_text(SOURCE)
    monkeypatch.setattr(annotators, "__path__", [*annotators.__path__, str(folder)])
    found = annotators.find_annotators()
    monkeypatch.setitem(annotators.ANNOTATORS, "invented", found["invented"])
    entry = lab.Annotation(
        "EFFECT",
        "x",
        ("changed", "stopped", "went_on", "shifted", "shorter", "silent", "odd"),
        lambda call, term: f"EFFECT={call.gene}:{term}",
        "EFFECT=KRAS:changed,KRAS:silent",
    )
    monkeypatch.setitem(lab.ANNOTATIONS, "invented", entry)
    yield "invented"
    sys.modules.pop(f"{annotators.__name__}.invented", None)


@pytest.mark.parametrize("keep", ["all", "counted"])
def test_an_invented_annotator_is_recognised_and_counts_as_vep(lab, write, invented, keep):
    calls = [
        lab.Call(pos=1000 + 50 * place, ref="C", alt="T", kind=kind)
        for place, kind in enumerate(lab.KINDS)
    ]
    burdens = [
        burden_of_files(
            [write(f"{name}.vcf", lab.vcf_text(calls, name))], read_assay("study"), keep=keep
        ).burden["mutations"].tolist()
        for name in (invented, "vep")
    ]  # fmt: skip
    assert burdens == [[5], [5]]


def test_each_alternate_is_read_from_an_invented_annotation(lab, write, invented):
    text = lab.vcf_text([], invented)
    note = lab.ANNOTATIONS[invented].two
    line = f"chr1\t500\t.\tC\tA,T\t9\tPASS\t{note}\tGT:AD:DP\t1/2:300,100,400:800\n"
    path = write("two.vcf", text + line)
    for forced in (None, invented):
        found = burden_of_files([path], read_assay("study"), annotator=forced)
        assert found.burden["mutations"].tolist() == [1]
        assert found.variants["gene"].tolist() == ["KRAS", "KRAS"]


def test_the_tag_of_a_tool_is_read_before_one_that_any_tool_may_write():
    assert list(annotators.ANNOTATORS) == [
        "vep", "snpeff", "bcftools", "funcotator", "ion", "annovar", "snpeff-eff",
    ]  # fmt: skip
    assert annotators.find_annotators() == annotators.ANNOTATORS
