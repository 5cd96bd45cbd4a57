"""Depth and share of each caller's tags; a share is at most 1."""

import pytest

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay, write_maf

STUDY = read_assay("study")


def count(
    tables, write, keys, *calls, tags, alt="T", ref="C", samples="S", info="", head=(), **rest
):
    """The result for one missense variant with each of some calls."""
    rows = [
        f"chr1 {100 + 10 * i} {ref} {alt} PASS {info}CSQ={tables.vep(alt)} {keys} {call}"
        for i, call in enumerate(calls)
    ]
    path = write("s.vcf", tables.vcf(rows, samples, tags, head))
    return burden_of_files([path], STUDY, **rest)


CALLERS = {
    # FORMAT, call, declared tags: depth 500, 200 reads with T, 300 with C
    "Strelka2, SNV": ("DP:FDP:AU:CU:GU:TU", "500:0:0,0:300,300:0,0:200,210",
                      "DP=1 FDP=1 AU=2 CU=2 GU=2 TU=2"),
    "CaVEMan": ("GT:FAZ:FCZ:FGZ:FTZ:RAZ:RCZ:RGZ:RTZ:PM", "0|1:0:150:0:100:0:150:0:100:0.4",
                "GT=1 FAZ=1 FCZ=1 FGZ=1 FTZ=1 RAZ=1 RCZ=1 RGZ=1 RTZ=1 PM=1"),
    "CLC": ("GT:CLCAD2:DP", "0/1:300,200:500", "GT=1 CLCAD2=R DP=1"),
    "Platypus": ("GT:NR:NV", "0/1:500:200", "GT=1 NR=. NV=."),
    "VarScan": ("GT:DP:RD:AD:FREQ", "0/1:500:300:200:40%", "GT=1 DP=1 RD=1 AD=1 FREQ=1"),
    "VarScan, comma": ("GT:DP:RD:AD:FREQ", "0/1:500:300:200:40,0%", "GT=1 DP=1 RD=1 AD=1 FREQ=1"),
}  # fmt: skip


@pytest.mark.parametrize("caller", CALLERS)
def test_callers_with_tags_of_their_own(tables, write, caller):
    keys, call, tags = CALLERS[caller]
    found = count(tables, write, keys, call, tags=tags)
    row = found.counted.iloc[0]
    assert (row.depth, row.ref_depth, row.alt_depth, row.alt_fraction) == (500, 300, 200, 0.4)


def test_strelkas_indels_are_tar_and_tir_of_tier_1(tables, write):
    found = count(
        tables, write, "DP:TAR:TIR", "500:300,300:200,210", tags="DP=1 TAR=2 TIR=2", ref="CA",
        alt="C",
    )  # fmt: skip
    assert found.counted["alt_fraction"].tolist() == [0.4]


def test_the_depth_of_the_record_goes_with_the_fraction_of_the_sample(tables, write):
    head = ['##INFO=<ID=DP,Number=1,Type=Integer,Description="x">']
    found = count(tables, write, "GT:AF", "0/1:0.4", tags="GT=1 AF=A", info="DP=500;", head=head)
    assert found.counted[["depth", "alt_depth"]].values.tolist() == [[500, 200]]


def test_dp4_says_nothing_of_one_alternate_among_several(tables, write):
    head = ['##INFO=<ID=DP4,Number=4,Type=Integer,Description="x">']
    entries = ",".join([tables.vep("T"), tables.vep("G")])
    lines = [
        f"chr1 5 C T PASS DP4=200,200,100,100;CSQ={tables.vep('T')} GT 0/1",
        f"chr1 9 C T,G PASS DP4=200,200,100,100;CSQ={entries} GT 1/2",
    ]
    path = write("s.vcf", tables.vcf(lines, tags="GT=1", head=head))
    found = burden_of_files([path], STUDY).variants
    assert found["alt_fraction"].fillna(-1).tolist() == [200 / 600, -1, -1]


@pytest.mark.parametrize(
    ("call", "share", "ref"),
    [
        ("0/1:.,21:900", 21 / 900, None),
        ("0/1:280,40:500", 40 / 500, 280),
        ("0/1:160,350:320", 350 / 510, 160),
        ("0/1:300,200:500", 0.4, 300),
        ("0/1:300,200:.", 0.4, 300),
        ("0/1:.,200:.", None, None),
    ],
)
def test_the_share_is_over_the_depth_or_all_reads_it_explains(tables, write, call, share, ref):
    found = count(tables, write, "GT:AD:DP", call, "0/1:500,500:1000", tags="GT=1 AD=R DP=1")
    row = found.table.to_pylist()[0]
    assert row["alt_fraction"] == (None if share is None else pytest.approx(share))
    assert row["ref_depth"] == ref


@pytest.mark.parametrize("call", ["0/1:280,70:500", "0/1:160,350:320", "0/1:.,200:900"])
def test_our_own_maf_reads_back_to_the_same_burden(tables, write, tmp_path, call):
    found = count(tables, write, "GT:AD:DP", call, tags="GT=1 AD=R DP=1")
    again = burden_of_files([write_maf(found.counted, tmp_path / "own.maf")], STUDY)
    assert again.burden["mutations"].tolist() == found.burden["mutations"].tolist() == [1]
    assert again.counted["alt_fraction"][0] == pytest.approx(found.counted["alt_fraction"][0])


@pytest.mark.parametrize("described", ["x", "Variant allele frequency (%)"])
def test_percent_is_told_by_the_column(tables, write, described):
    tags = "GT=1 DP=1"
    head = [f'##FORMAT=<ID=VAF,Number=A,Type=Float,Description="{described}">']
    calls = ["0/1:900:0.9", "0/1:900:3.5", "0/1:900:40", "0/1:900:100"]
    found = count(tables, write, "GT:DP:VAF", *calls, tags=tags, head=head)
    assert found.variants["alt_fraction"].tolist() == pytest.approx([0.009, 0.035, 0.4, 1.0])
    assert any("percent" in note for note in found.notes)


def test_percent_is_told_by_the_column_of_a_maf(tables, write):
    rows = ["K 1 5 Missense_Mutation C T S 0.9 900", "K 1 9 Missense_Mutation C T S 40 900"]
    text = tables.maf(rows).replace("t_ref_count", "tumor_f").replace("t_alt_count", "t_depth")
    found = burden_of_files([write("m.maf", text)], STUDY)
    assert found.variants["alt_fraction"].tolist() == pytest.approx([0.009, 0.4])
    assert found.variants["verdict"].tolist() == ["fraction", "counted"]


@pytest.mark.parametrize("value", ["200", "500%", "101"])
def test_a_fraction_over_1_is_refused(tables, write, value):
    with pytest.raises(InputError, match=r"s\.vcf, line 7: VAF"):
        count(tables, write, "GT:DP:VAF", f"0/1:900:{value}", tags="GT=1 DP=1 VAF=A")


def test_a_number_of_many_digits_is_read_as_python_reads_it(tables, write):
    calls = ["0/1:900:0.40000000000000002", "0/1:9e2:4E-1", "0/1:900.0:.4"]
    found = count(tables, write, "GT:DP:VAF", *calls, tags="GT=1 DP=1 VAF=A")
    assert found.counted["alt_fraction"].tolist() == [0.4] * 3


def test_limits_by_the_command_line(tables, write, capsys):
    calls = ["0/1:300,200:500", "0/1:10,490:500", "0/1:900,100:1000"]
    rows = [
        f"chr1 {100 + 10 * i} C T PASS CSQ={tables.vep()} GT:AD:DP {call}"
        for i, call in enumerate(calls)
    ]
    path = str(write("s.vcf", tables.vcf(rows)))
    for extra, expected in (
        ([], 3), (["--min-alt-depth", "150"], 2), (["--max-fraction", "0.9"], 2),
        (["--max-fraction", "0.9", "--min-alt-depth", "150"], 1),
    ):  # fmt: skip
        assert exit_status(["tmb", path, "--quiet", *extra]) == 0
        assert capsys.readouterr().out.splitlines()[1].split(",")[2] == str(expected)
