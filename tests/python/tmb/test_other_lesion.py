"""Reads of the other lesion at a variant of this one."""

import pandas as pd
import pysam
import pysam.bcftools
import pytest

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.inputs.tables import LESIONS
from radiotmb.runtime.workers import Workers
from radiotmb.study.stages import count_burden, recheck_other_lesion
from radiotmb.study.study_file import read_study
from radiotmb.study.study_run import StudyRun, StudyTables
from radiotmb.tmb import both_lesions_have_reads, recheck_partner

BASES = "ACGTTGCAACCGGTATCGATACGTTGCAACCGGTATCGATTTGACC"


@pytest.fixture
def alignment(tmp_path):
    """20 reads: 6 with T20G, 4 without base 31, 5 with TT after base 10, the rest as they are."""
    path = tmp_path / "m.bam"
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr1", "LN": len(BASES)}]}
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for number in range(20):
            text, cigar = BASES, [(0, len(BASES))]
            if number < 6:
                text = BASES[:19] + "G" + BASES[20:]
            elif number < 10:
                text, cigar = BASES[:30] + BASES[31:], [(0, 30), (2, 1), (0, len(BASES) - 31)]
            elif number < 15:
                text = BASES[:10] + "TT" + BASES[10:]
                cigar = [(0, 10), (1, 2), (0, len(BASES) - 10)]
            read = pysam.AlignedSegment(bam.header)
            read.query_name, read.query_sequence, read.reference_id = f"r{number}", text, 0
            read.reference_start, read.mapping_quality, read.cigartuples = 0, 60, cigar
            read.query_qualities = pysam.qualitystring_to_array("I" * len(text))
            bam.write(read)
    pysam.index(str(path))
    return path


def test_each_kind_of_variant_is_counted_in_the_partners_reads(alignment):
    sites = [
        (20, BASES[19], "G", 6),
        (20, BASES[19], "C", 0),
        (30, BASES[29:31], BASES[29], 4),
        (10, BASES[9], BASES[9] + "TT", 5),
    ]
    variants = pd.DataFrame(
        [("A", "primary", "1", pos, ref, alt, "counted") for pos, ref, alt, _ in sites]
        + [("A", "metastasis", "chr1", 20, BASES[19], "G", "counted")],
        columns=["patient_id", "lesion", "chrom", "pos", "ref", "alt", "verdict"],
    )
    samples = pd.DataFrame(
        {"patient_id": ["A", "A"], "lesion": ["primary", "metastasis"],
         "alignments": [None, alignment.name]}
    )  # fmt: skip
    found = recheck_partner(variants, samples, folder=alignment.parent)
    assert found["partner_alt_depth"].tolist() == [count for *_, count in sites]
    assert found["partner_depth"].tolist() == [20] * 4
    assert found["called"].tolist() == [True, False, False, False]


def test_without_alignments_it_is_said():
    empty = pd.DataFrame(columns=["patient_id", "lesion", "verdict"])
    with pytest.raises(InputError, match="alignments"):
        recheck_partner(empty, pd.DataFrame({"patient_id": ["A"]}))


def test_the_command_line_rechecks_the_partner(lab, alignment, tmp_path, capsys):
    # The metastasis's reads are the fixture's; the primary's variant at 20 was called in both.
    own = lab.Call(pos=30, ref=BASES[29:31], alt=BASES[29], kind="frameshift")
    absent = lab.Call(pos=33, ref=BASES[32], alt="A" if BASES[32] != "A" else "C")
    both = lab.Call(pos=20, ref=BASES[19], alt="G")
    (tmp_path / "p.vcf").write_text(lab.vcf_text([both, own, absent]))
    (tmp_path / "m.vcf").write_text(lab.vcf_text([both]))
    table = tmp_path / "samples.csv"
    table.write_text(
        "patient_id,lesion,variants,alignments\n"
        f"A,primary,p.vcf,{alignment.name}\nA,metastasis,m.vcf,{alignment.name}\n"
    )
    out = tmp_path / "partner.csv"
    asked = ["tmb", "--samples", str(table), "--recheck-partner", str(out)]
    assert exit_status([*asked, "--out", str(tmp_path / "burden.csv")]) == 0
    assert "1 of 2 private variants are in the other lesion's reads" in capsys.readouterr().err
    sites = pd.read_csv(out)
    assert sites["partner_alt_depth"].tolist() == [6, 4, 0, 6]
    assert sites["called"].tolist() == [True, False, False, True]
    row = pd.read_csv(tmp_path / "partner_patients.csv").iloc[0]
    assert (row.shared, row.primary_private, row.metastasis_private) == (1, 2, 0)
    assert (row.primary_seen, row.metastasis_seen) == (1, 0)
    assert (row.jaccard, row.jaccard_rechecked) == pytest.approx((1 / 3, 2 / 3))


# Torrent Variant Caller's example: 400 reads of ABL1, with C951A in most of them.
REAL_SITES = [(951, "C", "A"), (1075, "T", "G"), (1086, "A", "G"), (1000, "G", "T")]


def test_real_reads_are_counted_as_bcftools_counts_them_and_explain_a_discordance(
    lab, shared, tmp_path, capsys
):
    folder = shared("genomics/tvc_example1")
    piled = pysam.bcftools.mpileup(
        "-B", "-A", "-q", "4", "-Q", "10", "-d", "100000", "-a", "FORMAT/AD",
        "-f", str(folder / "reference.fasta"), str(folder / "test.bam"),
    )  # fmt: skip
    expected: dict[tuple[int, str], int] = {}
    for line in piled.splitlines():
        if not line.startswith("#") and "INDEL" not in line:
            cells = line.split("\t")
            depths = dict(zip(cells[8].split(":"), cells[9].split(":"), strict=True))["AD"]
            for alt, depth in zip(cells[4].split(","), depths.split(",")[1:], strict=True):
                expected[int(cells[1]), alt] = int(depth)
    calls = [lab.Call(pos=p, ref=r, alt=a, chrom="ABL1", gene="ABL1") for p, r, a in REAL_SITES]
    (tmp_path / "seen.vcf").write_text(lab.vcf_text(calls[:3]))
    (tmp_path / "absent.vcf").write_text(lab.vcf_text(calls[3:]))
    silent = lab.Call(pos=5, ref="C", alt="T", chrom="ABL1", kind="synonymous")
    (tmp_path / "none.vcf").write_text(lab.vcf_text([silent]))
    rows = [
        f"{patient},{lesion},{variants}.vcf,{folder / 'test.bam'}"
        for patient, variants in (("SEEN", "seen"), ("ABSENT", "absent"))
        for lesion, variants in (("primary", variants), ("metastasis", "none"))
    ]
    table = tmp_path / "samples.csv"
    table.write_text("\n".join(["patient_id,lesion,variants,alignments", *rows]) + "\n")
    out = tmp_path / "partner.csv"
    # Over 0.1 Mb a single mutation is 10 per megabase: high.
    asked = ["tmb", "--samples", str(table), "--megabases", "0.1", "--allow-outside"]
    assert exit_status([*asked, "--recheck-partner", str(out)]) == 0
    said = capsys.readouterr().err
    assert "3 of 4 private variants are in the other lesion's reads" in said
    assert "2 discordant patients, of whom 1 would be concordant" in said
    sites = pd.read_csv(out).set_index("pos")["partner_alt_depth"].to_dict()
    assert sites == {p: expected.get((p, a), 0) for p, _, a in REAL_SITES}
    assert (sites[951], sites[1000]) == (339, 0)
    patients = pd.read_csv(tmp_path / "partner_patients.csv").set_index("patient_id")
    assert patients["discordant_rechecked"].to_dict() == {"SEEN": False, "ABSENT": True}


def test_the_partner_is_asked_only_for_a_table_of_samples(lab, write):
    path = write("s.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]))
    assert exit_status(["tmb", str(path), "--recheck-partner", "partner.csv"]) == 2


def test_a_table_says_whether_both_lesions_have_reads():
    table = pd.DataFrame({"patient_id": ["A", "A", "B"], "lesion": [*LESIONS, "primary"]})
    assert not both_lesions_have_reads(table)
    assert both_lesions_have_reads(table.assign(alignments=["a.bam", "b.bam", None]))
    assert not both_lesions_have_reads(table.assign(alignments=["a.bam", None, "b.bam"]))


@pytest.mark.parametrize("indexed", [True, False])
def test_a_study_looks_into_the_partners_reads(lab, alignment, tmp_path, indexed):
    (tmp_path / "s.vcf").write_text(lab.vcf_text([lab.Call(pos=20, ref=BASES[19], alt="G")]))
    table = pd.DataFrame(
        {"patient_id": "A", "lesion": LESIONS, "variants": "s.vcf", "alignments": alignment.name}
    )
    table.to_csv(tmp_path / "samples.csv", index=False)
    (tmp_path / "patients.csv").write_text("patient_id,os_days,os_event\nA,9,1\n")
    (tmp_path / "study.yaml").write_text("name: x\nsamples: samples.csv\npatients: patients.csv\n")
    if not indexed:
        alignment.with_name(alignment.name + ".bai").unlink()
    inputs = StudyTables(table)
    run = StudyRun(read_study(tmp_path / "study.yaml"), inputs, tmp_path / "out", Workers())
    count_burden(run)
    recheck_other_lesion(run)
    if indexed:
        assert run.tables["partner_reads"]["partner_alt_depth"].tolist() == [6, 6]
        assert run.tables["partner_sharing"]["shared"].tolist() == [1]
    else:  # the burdens stand, and the reason is told
        assert len(run.tables["burden"]) == 2
        assert "samtools index" in run.failures["reason"].iloc[0]
