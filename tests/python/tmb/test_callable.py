"""Denominators: each base once, and the same from an alignment as from a per-base file."""

import gzip
import json

import numpy as np
import pandas as pd
import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, callable_bases, compute_burden, read_assay
from radiotmb.tmb.intervals import Intervals, read_bed


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["1", "chr1", "X"]), st.integers(0, 300), st.integers(1, 40)),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 320),
)
def test_merged_intervals_are_the_set_of_their_bases(pieces, asked):
    found = Intervals((chrom, start, start + length) for chrom, start, length in pieces)
    bases = {
        (chrom.removeprefix("chr"), base)
        for chrom, start, length in pieces
        for base in range(start, start + length)
    }
    assert found.size == len(bases)
    assert found.contain("chr1", np.array([asked])).tolist() == [("1", asked) in bases]
    assert found.overlap("1", asked, asked + 50) == sum(
        ("1", base) in bases for base in range(asked, asked + 50)
    )


def test_a_real_panel(shared):
    # The panel's own size, overlaps once, by a bitmap for each chromosome.
    path = shared("genomics", "tmbler", "ExamplePaneldesign.bed")
    rows = [line.split()[:3] for line in path.read_text().splitlines() if line[:3] == "chr"]
    covered = 0
    for chrom in {row[0] for row in rows}:
        own = np.array([[int(a), int(b)] for c, a, b in rows if c == chrom])
        bitmap = np.zeros(own.max() + 1, dtype=bool)
        for start, end in own:
            bitmap[start:end] = True
        covered += int(bitmap.sum())
    assert read_bed(path).size == covered


@pytest.mark.parametrize("line", ["chr1\t5", "chr1\tfive\t9", "chr1\t9\t5", "chr1\t-1\t5"])
def test_a_line_that_is_no_bed_is_named(write, line):
    with pytest.raises(InputError, match="line 2"):
        read_bed(write("t.bed", f"chr1\t0\t10\n{line}\n"))


@pytest.fixture
def alignment(tmp_path):
    """60 reads of 100 bases from 100, of them 10 duplicates; 30 reads from 150 (chr2: none)."""
    path = tmp_path / "a.bam"
    header = {"HD": {"VN": "1.6", "SO": "coordinate"},
              "SQ": [{"SN": "chr1", "LN": 1000}, {"SN": "chr2", "LN": 1000}]}  # fmt: skip
    with pysam.AlignmentFile(str(path), "wb", header=header) as bam:
        for start, count in ((100, 60), (150, 30)):
            for place in range(count):
                read = pysam.AlignedSegment(bam.header)
                read.query_name = f"r{start}-{place}"
                read.query_sequence, read.reference_id = "A" * 100, 0
                read.reference_start, read.mapping_quality = start, 60
                read.cigartuples = [(0, 100)]
                read.query_qualities = pysam.qualitystring_to_array("I" * 100)
                read.flag = 1024 if start == 100 and place < 10 else 0
                bam.write(read)
    pysam.index(str(path))
    return path


@pytest.mark.parametrize(
    ("depth", "bases"), [(1, 150), (30, 150), (31, 100), (50, 100), (51, 50), (81, 0)]
)
def test_depth_is_counted_without_duplicates(alignment, write, depth, bases):
    bed = write("t.bed", "1\t0\t120\nchr1\t110\t400\nchr2\t0\t50\n")
    found = callable_bases(alignment, bed, depth)
    assert (found.callable_bases, found.target_bases) == (bases, 450)
    assert found.notes
    assert "0.9 Mb" in found.notes[0]


def test_a_per_base_file_says_the_same(alignment, write):
    bed = write("t.bed", "1\t0\t180\n")
    per_base = write("x.per-base.bed", "chr1\t0\t100\t0\nchr1\t100\t150\t50\n"
                     "chr1\t150\t200\t80\nchr1\t200\t250\t30\nchr1\t250\t1000\t0\n")  # fmt: skip
    for depth in (1, 50, 51):
        there = callable_bases(alignment, bed, depth).callable_bases
        assert callable_bases(per_base, bed, depth).callable_bases == there
    with pytest.raises(InputError, match="line 1"):
        callable_bases(write("bad.per-base.bed", "chr1\t0\n"), bed, 1)


def test_a_burden_over_callable_bases(lab, alignment, write, tmp_path):
    calls = [lab.Call(pos=110, ref="C", alt="T")]
    vcf, bed = write("s.vcf", lab.vcf_text(calls)), write("t.bed", "chr1\t0\t1000\n")
    oncomine = read_assay("oncomine-3.0")
    found = burden_of_files([vcf], oncomine, alignments=alignment, targets=bed)
    # Depth >= 60: only where both groups of reads lie, 150 to 200.
    assert found.burden["megabases"].tolist() == [50e-6]
    assert found.burden["denominator"].tolist() == ["callable"]
    assert any("not reliable" in note for note in found.notes)
    with pytest.raises(InputError, match="callable_mb"):
        burden_of_files([vcf], oncomine)
    table = pd.DataFrame(
        {
            "patient_id": ["A"],
            "lesion": ["primary"],
            "variants": ["s.vcf"],
            "callable_mb": [1.198355],
        }
    )
    burden = compute_burden(table, oncomine, folder=tmp_path).burden
    assert burden["megabases"].tolist() == [1.198355]


def test_a_bed_denominator_is_its_merged_size(lab, write):
    vcf = write("s.vcf", lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]))
    assay = read_assay(write("own.yaml", "denominator: {kind: bed}\n"))
    bed = write("t.bed", "chr1\t0\t600000\nchr1\t300000\t1000000\n")
    assert burden_of_files([vcf], assay, targets=bed).burden["tmb"].tolist() == [1.0]
    with pytest.raises(InputError, match="--targets"):
        burden_of_files([vcf], assay)


def test_ion_reporters_worked_example_from_a_file(lab, write, tmp_path):
    # 18 missense and 1 nonsense over 1,198,355 bases: 15.86 (Ion Reporter help, algorithm 3.0).
    kinds = ["missense"] * 18 + ["nonsense"]
    calls = [
        lab.Call(pos=100 * i, ref="C", alt="A", kind=kind, depth=60, alt_depth=3)
        for i, kind in enumerate(kinds, start=1)
    ]
    write("s.vcf", lab.vcf_text(calls, "ion"))
    table = pd.DataFrame(
        {
            "patient_id": ["A"],
            "lesion": ["primary"],
            "variants": ["s.vcf"],
            "callable_mb": [1.198355],
        }
    )
    row = compute_burden(table, read_assay("oncomine-3.0"), folder=tmp_path).burden.iloc[0]
    assert row.mutations == 19
    assert round(row.tmb, 2) == 15.86


@pytest.mark.parametrize("name", ["absent.bam", "text.bam"])
def test_an_alignment_that_is_none_is_named(write, name):
    write("text.bam", "not a bam")
    bed = write("t.bed", "chr1\t0\t10\n")
    with pytest.raises(InputError, match=name):
        callable_bases(bed.parent / name, bed, 10)


def test_the_command_line_takes_the_limits_of_quality(alignment, write, capsys):
    bed = write("t.bed", "chr1\t0\t1000\n")
    asked = ["callable", str(alignment), "--targets", str(bed), "--min-depth", "1", "--quiet"]
    found = []
    for limits in ([], ["--min-mapping-quality", "61"], ["--min-base-quality", "94"]):
        assert exit_status([*asked, *limits, "--threads", "2", "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out)[0]["callable_bases"])
    assert found[0] == callable_bases(alignment, bed, 1).callable_bases > 0
    assert found[1:] == [0, 0]


def test_an_alignment_of_plain_gzip_is_refused_by_name(alignment, write, tmp_path):
    """htslib begins to read it and then cannot go back in it."""
    plain = tmp_path / "plain.bam"
    with pysam.BGZFile(str(alignment)) as blocks:
        plain.write_bytes(gzip.compress(blocks.read()))
    bed = write("t.bed", "chr1\t0\t400\n")
    with pytest.raises(InputError, match=r"plain\.bam"):
        callable_bases(plain, bed, 1)
