"""Germline variants are found however an allele is written."""

import random

import pysam
import pytest

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay
from radiotmb.tmb.alleles import Reference, trim

STUDY = read_assay("study")


@pytest.fixture
def reference(write):
    # A repeat of CA at 11 to 20, where one deletion has five spellings.
    path = write("r.fa", ">chr1\nTTGACCTGGACACACACACATTTTGGCCAT\n")
    pysam.faidx(str(path))
    return path


def population(write, records, name="pop.vcf", index=False):
    text = "##fileformat=VCFv4.2\n##contig=<ID=1>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    text += "".join(f"{c}\t{p}\t.\t{r}\t{a}\t.\t.\t.\n" for c, p, r, a in records)
    path = write(name, text)
    return pysam.tabix_index(str(path), preset="vcf", force=True) if index else path


@pytest.mark.parametrize("index", [False, True])
def test_the_allele_decides_not_the_position(lab, write, index):
    calls = [lab.Call(pos=p, ref="C", alt=a) for p, a in ((10, "T"), (20, "T"), (30, "G"))]
    common = population(
        write, [("1", 10, "C", "T"), ("1", 20, "C", "A"), ("1", 30, "C", "A,G")], index=index
    )
    found = burden_of_files([write("s.vcf", lab.vcf_text(calls))], STUDY, germline=common)
    assert found.variants["verdict"].tolist() == ["germline", "counted", "germline"]


def test_without_a_resource_it_is_said(lab, write):
    path = write("s.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]))
    notes = burden_of_files([path], STUDY).notes
    assert any("no germline resource" in note for note in notes)


@pytest.mark.parametrize("index", [False, True])
def test_both_sides_are_left_aligned_with_a_fasta(lab, write, reference, index):
    # The sample writes the deletion of one CA at the right end of the repeat, the population at
    # the left end.
    call = lab.Call(pos=18, ref="ACA", alt="A", kind="frameshift")
    common = population(write, [("1", 9, "GAC", "G")], index=index)
    path = write("s.vcf", lab.vcf_text([call]))
    aligned = burden_of_files([path], STUDY, germline=common, reference=reference)
    assert aligned.variants["verdict"].tolist() == ["germline"]
    written = burden_of_files([path], STUDY, germline=common)
    assert written.variants["verdict"].tolist() == ["counted"]


def test_left_alignment_keeps_the_mutated_sequence(reference):
    bases = "TTGACCTGGACACACACACATTTTGGCCAT"
    rng = random.Random(7)
    fasta = Reference(reference)
    for _ in range(300):
        start = rng.randrange(1, 27)
        ref = bases[start - 1 : start - 1 + rng.randrange(1, 4)]
        alt = ref[0] + "".join(rng.choice("ACGT") for _ in range(rng.randrange(0, 3)))
        if alt == ref:
            continue
        pos, short, other = fasta.left_align("1", start, ref, alt)
        assert bases[pos - 1 : pos - 1 + len(short)] == short
        before = bases[: start - 1] + alt + bases[start - 1 + len(ref) :]
        after = bases[: pos - 1] + other + bases[pos - 1 + len(short) :]
        assert before == after
        if short and other:  # at a chromosome's first base there is none to write before it
            assert fasta.left_align("1", pos, short, other) == (pos, short, other)


def test_vcf_and_maf_spellings_of_an_indel_meet(lab, write):
    assert trim(100, "CA", "C") == trim(101, "A", "-")
    assert trim(100, "C", "CAT") == trim(100, "-", "AT")
    calls = [
        lab.Call(pos=100, ref="CA", alt="C", kind="frameshift"),
        lab.Call(pos=200, ref="C", alt="CAT", kind="frameshift"),
    ]
    common = population(write, [("1", 100, "CA", "C"), ("1", 200, "C", "CAT")])
    found = burden_of_files([write("s.maf", lab.maf_text(calls))], STUDY, germline=common)
    assert found.variants["verdict"].tolist() == ["germline", "germline"]


def test_a_bed_and_a_frequency_tag(lab, write):
    calls = [lab.Call(pos=10, ref="C", alt="T"), lab.Call(pos=20, ref="C", alt="T")]
    path = write("s.vcf", lab.vcf_text(calls))
    bed = write("p.bed", "chr1\t9\t10\n")
    found = burden_of_files([path], STUDY, germline=bed)
    assert found.variants["verdict"].tolist() == ["germline", "counted"]
    own = "denominator: {kind: fixed, megabases: 1.2}\ngermline: {info_tag: %s}\n"
    # The writer gives every variant a gnomADe_AF of 0.2 in its CSQ.
    assay = read_assay(write("csq.yaml", own % "CSQ/gnomADe_AF"))
    assert burden_of_files([path], assay).burden["mutations"].tolist() == [0]
    with pytest.raises(InputError, match="no tag POPAF"):
        burden_of_files([path], read_assay(write("no.yaml", own % "POPAF")))


def test_an_info_frequency_is_taken_of_its_own_allele(lab, write):
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T"), lab.Call(pos=20, ref="C", alt="T")])
    head = '##INFO=<ID=POPAF,Number=A,Type=Float,Description="x">\n##contig'
    text = text.replace("##contig", head)
    first, _, third = text.rpartition("PASS\tCSQ=")
    text = first.replace("PASS\tCSQ=", "PASS\tPOPAF=0.3;CSQ=") + "PASS\tPOPAF=1e-5;CSQ=" + third
    own = "denominator: {kind: fixed, megabases: 1.2}\ngermline: {info_tag: POPAF}\n"
    path, assay = write("s.vcf", text), read_assay(write("o.yaml", own))
    assert burden_of_files([path], assay).variants["verdict"].tolist() == ["germline", "counted"]


@pytest.mark.parametrize("content", ["nothing", "#CHROM\tPOS\n"])
def test_a_resource_that_is_no_vcf_is_named(lab, write, content):
    path = write("s.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]))
    with pytest.raises(InputError, match=r"pop\.vcf"):
        burden_of_files([path], STUDY, germline=write("pop.vcf", content))
    with pytest.raises(InputError, match="no such file"):
        burden_of_files([path], STUDY, germline="absent.vcf.gz")
