"""Ion Reporter's variant TSV gives what its VCF gives."""

import pytest

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay

STUDY = read_assay("study")
HEAD = (
    "# locus\ttype\tref\tlength\tgenotype\tfilter\tpvalue\tcoverage\tallele_coverage\t"
    "allele_ratio\t%_frequency\tmaf\tgene\ttranscript\tlocation\tfunction\n"
)
ROWS = [
    "chr1:100\tSNV\tC\t1\tC/T\tPASS\t0\t800\tC=560,T=240\tC=0.7,T=0.3\tT=30.0\t.\tAPC\tN\texonic\tmissense",
    "chr1:200\tSNV\tC\t1\tC/T\tPASS\t0\t800\tC=560,T=240\tC=0.7,T=0.3\tT=30.0\t.\tAPC\tN\texonic\tsynonymous",
    "chr1:300\tSNV\tC\t1\tC/T\tPASS\t0\t299\tC=200,T=99\t\tT=33.1\t.\tAPC\tN\texonic\tnonsense",
    "chr1:400\tSNV\tC\t1\tC/T\tPASS\t0\t1000\tC=901,T=99\t\tT=9.9\t.\tAPC\tN\texonic\tmissense",
    "chr1:500\tINDEL\tCA\t1\tCA/C\tPASS\t0\t900\tCA=500,C=400\t\tC=44.4\t.\tTP53\tN\texonic\tframeshiftDeletion",
    "chr1:600\tSNV\tC\t1\tC/C\tPASS\t0\t900\tC=900\t\t\t.\tAPC\tN\texonic\tmissense",
]  # fmt: skip
OTHER = (
    "Locus\tRef\tObserved Allele\tType\tFilter\tCoverage\tAllele Frequency %\tGenes\t"
    "Location\tVariant Effect\n"
    "chr1:100\tC\tT\tSNV\tPASS\t800\t30.0\tAPC\texonic\tmissense\n"
)  # fmt: skip


def test_rows_are_judged_as_the_rules_say(write):
    path = write("sample.tsv", "##version 5.12\n" + HEAD + "\n".join(ROWS) + "\n")
    found = burden_of_files([path], STUDY)
    assert found.variants["verdict"].tolist() == [
        "counted", "consequence", "depth", "fraction", "counted", "absent",
    ]  # fmt: skip
    assert found.burden[["patient_id", "mutations"]].to_numpy().tolist() == [["sample", 2]]
    assert found.variants["alt_fraction"].iloc[0] == 0.3


def test_the_columns_of_other_versions(write):
    row = burden_of_files([write("o.tsv", OTHER)], STUDY).variants.iloc[0]
    assert (row.depth, row.alt_fraction, row.consequence) == (800, 0.3, "missense_variant")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("function", "effect"), "header"),
        (HEAD + ROWS[0].replace("chr1:100", "chr1"), "line 2.*locus"),
        (HEAD + ROWS[0].replace("chr1:100", "chr1:-4"), "line 2.*-4"),
        (HEAD + ROWS[0].replace("\t800\t", "\tdeep\t"), "line 2.*deep"),
        (HEAD.replace("coverage", "x") + ROWS[0], "depth"),
    ],
)
def test_what_is_wrong_is_named(write, text, words):
    with pytest.raises(InputError, match=words):
        burden_of_files([write("bad.tsv", text)], STUDY)
