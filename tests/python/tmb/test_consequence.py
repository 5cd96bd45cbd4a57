"""Which transcript's consequence counts, and whose allele an annotation is."""

import pysam.bcftools
import pytest

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay

STUDY = read_assay("study")
CALL = "GT:AD:DP 0/1:300,200:500"
PICKED = {"CANONICAL": "YES", "MANE_SELECT": "NM_1", "PICK": "1"}


def count(write, text, assay=STUDY, name="s.vcf"):
    return burden_of_files([write(name, text)], assay)


def site(tables, *entries, pos=1000, ref="C", alt="T", call=CALL):
    return f"chr1 {pos} {ref} {alt} PASS CSQ={','.join(entries)} {call}"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (PICKED, {"picked": 0, "any": 1, "mane": 0, "canonical": 0}),
        ({"MANE_SELECT": "NM_1"}, {"picked": 0, "any": 1, "mane": 0, "canonical": 0}),
        ({"CANONICAL": "YES"}, {"picked": 0, "any": 1, "mane": 0, "canonical": 0}),
        # Nothing is marked: any protein-coding transcript.
        ({}, {"picked": 1, "any": 1, "mane": 0, "canonical": 0}),
    ],
)
@pytest.mark.parametrize("other", ["KRAS", "OTHER"])
def test_the_picked_transcript_decides(tables, write, marks, expected, other):
    entries = [
        tables.vep(term="intron_variant", **marks),
        tables.vep(term="missense_variant", gene=other, Feature="ENST2"),
    ]
    text = tables.vcf([site(tables, *entries)])
    for transcripts, mutations in expected.items():
        assay = STUDY.changed({"transcripts": transcripts})
        found = count(write, text, assay)
        assert found.burden["mutations"].tolist() == [mutations], transcripts
        assert any(f"transcripts {transcripts}" in note for note in found.notes)


def test_a_picked_transcript_that_is_mane_counts_for_both(tables, write):
    text = tables.vcf([site(tables, tables.vep(**PICKED), tables.vep(term="intron_variant"))])
    for transcripts in ("picked", "mane", "canonical"):
        found = count(write, text, STUDY.changed({"transcripts": transcripts}))
        assert found.burden["mutations"].tolist() == [1]


def test_no_mane_in_the_file_is_refused(lab, write):
    text = lab.vcf_text([lab.Call(pos=5, ref="C", alt="T")])
    with pytest.raises(InputError, match="marks no mane transcripts"):
        count(write, text, STUDY.changed({"transcripts": "mane"}))


@pytest.mark.parametrize("biotype", ["nonsense_mediated_decay", "processed_pseudogene", "lncRNA"])
def test_a_transcript_that_codes_for_nothing_counts_for_nothing(tables, write, biotype):
    text = tables.vcf([site(tables, tables.vep(BIOTYPE=biotype))])
    found = count(write, text)
    assert found.variants["verdict"].tolist() == ["consequence"]
    assert found.variants["consequence"].tolist() == ["missense_variant"]
    assert count(write, text, STUDY.changed({"transcripts": "any"})).burden["mutations"][0] == 1


def test_snpeffs_pseudogenes_count_for_nothing(lab, write):
    head = lab.vcf_text([], "snpeff")
    kinds = {"protein_coding": 1, "processed_pseudogene": 0, "": 1}
    for biotype, expected in kinds.items():
        note = f"ANN=T|stop_gained|HIGH|G|G|transcript|NR_2|{biotype}|1/2|n.1C>T||||||"
        line = f"chr1\t5\t.\tC\tT\t.\tPASS\t{note}\tGT:AD:DP\t0/1:300,200:500\n"
        assert count(write, head + line).burden["mutations"].tolist() == [expected]


def test_downstream_of_a_stop_nothing_counts(lab, write):
    head = lab.vcf_text([], "bcftools")
    for raw, expected in (("missense", 1), ("*missense", 0), ("@99", 0)):
        note = f"BCSQ={raw}|G|T1|protein_coding" if raw[0] != "@" else f"BCSQ={raw}"
        line = f"chr1\t5\t.\tC\tT\t.\tPASS\t{note}\tGT:AD:DP\t0/1:300,200:500\n"
        assert count(write, head + line).burden["mutations"].tolist() == [expected]


def test_an_annotation_belongs_to_its_allele_also_after_a_split(tables, write, tmp_path):
    entries = [
        tables.vep("A", "synonymous_variant", ALLELE_NUM="1"),
        tables.vep("T", "missense_variant", ALLELE_NUM="2"),
    ]
    for counts, mutations in (("500,400,0", 0), ("500,0,400", 1)):
        genotype = "0/1" if mutations == 0 else "0/2"
        call = f"GT:AD:DP {genotype}:{counts}:900"
        head = ["##contig=<ID=chr1,length=250000>"]
        joint = tables.vcf([site(tables, *entries, alt="A,T", call=call)], head=head)
        path = write("joint.vcf", joint.replace("Number=R,Type=String", "Number=R,Type=Integer"))
        split = tmp_path / "split.vcf"
        pysam.bcftools.norm("-m", "-any", "-o", str(split), str(path), catch_stdout=False)
        assert split.read_text().count("\nchr1\t") == 2
        for file in (path, split):
            assert burden_of_files([file], STUDY).burden["mutations"].tolist() == [mutations]


def test_an_indel_split_off_its_site_keeps_its_annotation(tables, write):
    # Of CA>C,CAT VEP writes "-" and "AT"; split and trimmed the insertion is C>CT.
    entry = tables.vep("AT", "inframe_insertion")
    found = count(write, tables.vcf([site(tables, entry, ref="C", alt="CT")]))
    assert found.variants["consequence"].tolist() == ["inframe_insertion"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_neighbours_on_one_haplotype_are_one_mutation_as_one_record_is(tables, write, order):
    def pair(first, second, tags="GT=1 AD=R DP=1 PS=1"):
        rows = [
            site(tables, tables.vep(), pos=1000 + i, call=f"GT:AD:DP:PS {genotype}")
            for i, genotype in enumerate((first, second))
        ]
        return tables.vcf([rows[place] for place in sorted(order)], tags=tags)

    both = "0|1:300,200:500:7"
    one = tables.vcf([site(tables, tables.vep("TT"), ref="CC", alt="TT")])
    assert count(write, one).burden["mutations"].tolist() == [1]
    found = count(write, pair(both, both))
    assert found.variants["verdict"].tolist() == ["counted", "phased"]
    assert found.funnel.set_index("step").loc["phased", "removed"] == 1
    separate = STUDY.changed({"phased_neighbours": "separate"})
    assert count(write, pair(both, both), separate).burden["mutations"].tolist() == [2]
    for other in ("1|0:300,200:500:7", "0/1:300,200:500:7", "0|1:300,200:500:8"):
        assert count(write, pair(both, other)).burden["mutations"].tolist() == [2], other
