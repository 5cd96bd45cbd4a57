"""A MAF of the counted variants: its coordinates, and that it counts the same when read again."""

import json

import pandas as pd
import pytest

from radiotmb.cli.process import exit_status
from radiotmb.tmb.maf_output import maf_table

VCF = """\
##fileformat=VCFv4.2
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele fraction">
##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|SYMBOL">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
17	7577120	.	C	T	.	PASS	DP=400;AF=0.3;CSQ=T|missense_variant|TP53
17	7577538	.	CAG	C	.	PASS	DP=400;AF=0.25;CSQ=-|frameshift_variant|TP53
5	112175639	.	C	CAAA	.	PASS	DP=500;AF=0.3;CSQ=AAA|inframe_insertion|APC
5	112175650	.	CA	TG	.	PASS	DP=500;AF=0.3;CSQ=TG|stop_gained|APC
12	25398284	.	C	A	.	PASS	DP=400;AF=0.3;CSQ=A|synonymous_variant|KRAS
"""


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "expected"),
    [
        (100, "C", "T", (100, 100, "C", "T", "SNP")),
        (100, "CA", "TG", (100, 101, "CA", "TG", "DNP")),
        (100, "CAG", "C", (101, 102, "AG", "-", "DEL")),
        (100, "C", "CAAA", (100, 101, "-", "AAA", "INS")),
        # As a MAF has them already: nothing moves.
        (101, "AG", "-", (101, 102, "AG", "-", "DEL")),
        (100, "-", "AAA", (100, 101, "-", "AAA", "INS")),
        (100, "CAT", "CG", (101, 102, "AT", "G", "DEL")),
    ],
)
def test_places_follow_the_specification(pos, ref, alt, expected):
    variants = pd.DataFrame({
        "patient_id": ["P1"], "lesion": ["primary"], "chrom": ["1"], "pos": [pos], "ref": [ref],
        "alt": [alt], "gene": [None], "consequence": ["missense_variant"], "depth": [10.0],
        "alt_depth": [4.0], "verdict": ["counted"],
    })  # fmt: skip
    row = maf_table(variants).iloc[0]
    found = row[["Start_Position", "End_Position", "Reference_Allele", "Tumor_Seq_Allele2",
                 "Variant_Type"]]  # fmt: skip
    assert tuple(found) == expected
    assert row[["Hugo_Symbol", "t_ref_count"]].tolist() == ["Unknown", 6]


def test_the_maf_counts_what_was_counted(tmp_path, capsys):
    source, maf = tmp_path / "P1.vcf", tmp_path / "P1.maf"
    source.write_text(VCF)
    assert exit_status(["tmb", str(source), "--maf", str(maf), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    table = pd.read_csv(maf, sep="\t", comment="#")
    assert table["Variant_Classification"].tolist() == [
        "Missense_Mutation", "Frame_Shift_Del", "In_Frame_Ins", "Nonsense_Mutation",
    ]  # fmt: skip
    assert exit_status(["tmb", str(maf), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)[0]
    assert (again["mutations"], again["tmb"]) == (first["mutations"], first["tmb"]) == (4, 4 / 1.2)


def test_no_counted_variant_is_a_maf_without_rows(tmp_path):
    source, maf = tmp_path / "P1.vcf", tmp_path / "P1.maf"
    source.write_text("".join(VCF.splitlines(keepends=True)[:5]) + VCF.splitlines()[-1] + "\n")
    assert exit_status(["tmb", str(source), "--maf", str(maf), "--quiet"]) == 0
    assert pd.read_csv(maf, sep="\t", comment="#").empty


def test_a_sample_without_a_counted_variant_is_read_back_with_a_burden_of_0(tmp_path, capsys):
    source, maf = tmp_path / "P1.vcf", tmp_path / "P1.maf"
    source.write_text("".join(VCF.splitlines(keepends=True)[:5]) + VCF.splitlines()[-1] + "\n")
    assert exit_status(["tmb", str(source), "--maf", str(maf), "--quiet"]) == 0
    capsys.readouterr()
    assert exit_status(["tmb", str(maf), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["patient_id"], row["mutations"]) for row in rows] == [("P1_primary", 0)]


def test_maftools_would_find_its_columns(tmp_path):
    source, maf = tmp_path / "P1.vcf", tmp_path / "P1.maf"
    source.write_text(VCF)
    exit_status(["tmb", str(source), "--maf", str(maf), "--quiet"])
    needed = {
        "Hugo_Symbol", "Chromosome", "Start_Position", "End_Position", "Reference_Allele",
        "Tumor_Seq_Allele2", "Variant_Classification", "Variant_Type", "Tumor_Sample_Barcode",
    }  # fmt: skip
    assert needed <= set(pd.read_csv(maf, sep="\t", comment="#"))
