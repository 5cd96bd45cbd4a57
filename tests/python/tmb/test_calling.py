"""Calls from reads: the expected ones of real data, and spiked variants of simulated ones."""

import random
import shutil

import numpy as np
import pysam
import pysam.bcftools
import pytest
from scipy.stats import binom

from radiotmb.cli.process import exit_status
from radiotmb.errors import InputError, MissingSoftwareError
from radiotmb.tmb import (
    Thresholds,
    annotate_vcf,
    burden_of_files,
    call_variants,
    calling,
    read_assay,
)

DEPTH, ERROR = 797, 0.004


def records(path):
    with pysam.VariantFile(str(path)) as stream:
        return [(r.chrom, r.pos, r.ref, r.alts[0]) for r in stream]


@pytest.mark.parametrize("caller", ["pileup", "tvc"])
def test_the_expected_call_of_a_real_ion_alignment(shared, tmp_path, caller):
    if caller == "tvc" and shutil.which("tvc") is None:
        pytest.skip("tvc is not installed")
    folder = shared("genomics", "tvc_example1")
    expected = records(folder / "expected" / "TSVC_variants.vcf")
    out = tmp_path / "calls.vcf.gz"
    found = call_variants(
        folder / "test.bam", folder / "reference.fasta", folder / "test.bed", out=out, caller=caller
    )
    assert records(out) == expected == [("ABL1", 951, "C", "A")]
    assert found == 1


def test_tvc_that_is_not_there_is_named(shared, tmp_path, monkeypatch):
    folder = shared("genomics", "tvc_example1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingSoftwareError, match="apt-get install tvc"):
        call_variants(
            folder / "test.bam", folder / "reference.fasta", folder / "test.bed",
            out=tmp_path / "c.vcf", caller="tvc",
        )  # fmt: skip


def test_consequences_equal_the_expected_file(shared, tmp_path):
    folder = shared("genomics", "bcftools_csq")
    out = annotate_vcf(
        folder / "csq.vcf", folder / "csq.fa", folder / "csq.gff3", tmp_path / "a.vcf"
    )
    query = "%POS\t%REF\t%ALT\t%EXP\n[%POS\t%REF\t%ALT\t%TBCSQ\n]\n"
    found = pysam.bcftools.query("-f", query, str(out))

    def sites(text):
        # Two lines a site: what is expected and what is found. The order inside a list is free.
        blocks = [block.splitlines() for block in text.strip().split("\n\n")]
        return [[(*line.split("\t")[:3], sorted(line.split("\t")[3].split(","))) for line in block]
                for block in blocks]  # fmt: skip

    expected = sites((folder / "csq.1.out").read_text())
    first = [(*block[0][:3], block[0][3]) for block in sites(found)]
    assert [block[0] for block in expected] == first
    ours = {
        (*site[:3],): site[3] for block in sites(found) for site in block[1:] if site[3] != ["."]
    }
    theirs = {(*block[1][:3],): block[1][3] for block in expected}
    assert ours == theirs


def test_an_unannotated_vcf_is_annotated_on_the_way(shared, tmp_path):
    folder = shared("genomics", "bcftools_csq")
    assay = read_assay("all-coding")
    options = {"reference": folder / "csq.fa", "genes": folder / "csq.gff3"}
    found = burden_of_files([folder / "csq.vcf"], assay, **options)
    named = annotate_vcf(folder / "csq.vcf", *options.values(), tmp_path / "csq.vcf")
    again = burden_of_files([named], assay)
    # One more of the first sample, a *frameshift, lies downstream of a stop.
    assert found.burden["mutations"].tolist() == again.burden["mutations"].tolist() == [10, 3]


def test_one_file_after_another_is_annotated_alike(shared, tmp_path):
    """csq keeps its last position for as long as its process lives."""
    folder = shared("genomics", "bcftools_csq")
    written = [
        annotate_vcf(
            folder / "csq.vcf", folder / "csq.fa", folder / "csq.gff3", tmp_path / f"{number}.vcf"
        ).read_bytes()
        for number in range(3)
    ]
    assert written[0] == written[1] == written[2]


def test_files_that_do_not_fit_together_are_said(shared, write, lab, tmp_path):
    folder = shared("genomics", "bcftools_csq")
    path = write("s.vcf", lab.vcf_text([lab.Call(pos=102, ref="G", alt="T")], annotator=None))
    with pytest.raises(InputError, match=r"s\.vcf: bcftools csq"):
        annotate_vcf(path, folder / "csq.fa", folder / "csq.gff3", tmp_path / "o.vcf")
    assert not (tmp_path / "o.vcf").exists()


@pytest.fixture(scope="module")
def spiked(tmp_path_factory):
    """A simulated panel: 797 reads a base, random error 0.4 %, spikes at 10, 15 and 30 %."""
    folder, rng = tmp_path_factory.mktemp("spiked"), np.random.default_rng(797)
    size, length = 6000, 150
    bases = rng.choice(list("ACGT"), size)
    (folder / "r.fa").write_text(f">chr1\n{''.join(bases)}\n")
    pysam.faidx(str(folder / "r.fa"))
    (folder / "t.bed").write_text(f"chr1\t{length}\t{size - length}\n")
    places = rng.permutation(np.arange(200, size - 200, 40))[:120]
    shares = np.repeat([0.10, 0.15, 0.30], 40)
    spikes = {
        int(place): (str(rng.choice([b for b in "ACGT" if b != bases[place]])), float(share))
        for place, share in zip(places, shares, strict=True)
    }
    starts = np.sort(rng.integers(0, size - length, DEPTH * size // length))
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "chr1", "LN": size}]}
    with pysam.AlignmentFile(str(folder / "s.bam"), "wb", header=header) as bam:
        for number, start in enumerate(starts):
            read = pysam.AlignedSegment(bam.header)
            letters = bases[start : start + length].copy()
            for place in [p for p in spikes if start <= p < start + length]:
                if rng.random() < spikes[place][1]:
                    letters[place - start] = spikes[place][0]
            for wrong in np.flatnonzero(rng.random(length) < ERROR):
                letters[wrong] = rng.choice([b for b in "ACGT" if b != letters[wrong]])
            read.query_name, read.query_sequence = f"r{number}", "".join(letters)
            read.reference_id, read.reference_start = 0, int(start)
            read.mapping_quality, read.cigartuples = 60, [(0, length)]
            read.query_qualities = pysam.qualitystring_to_array("I" * length)
            read.flag = 16 if number % 2 else 0
            bam.write(read)
    pysam.index(str(folder / "s.bam"))
    return folder, bases, spikes


@pytest.mark.slow
def test_spikes_are_found_and_none_is_invented(spiked, tmp_path):
    folder, bases, spikes = spiked
    out = tmp_path / "calls.vcf.gz"
    call_variants(
        folder / "s.bam",
        folder / "r.fa",
        folder / "t.bed",
        out=out,
        thresholds=Thresholds(min_fraction=0.10),
    )
    found = {pos - 1: (ref, alt) for _, pos, ref, alt in records(out)}
    assert set(found) <= set(spikes)
    assert all(found[place] == (bases[place], spikes[place][0]) for place in found)
    by_share = {
        share: [place in found for place, (_, own) in spikes.items() if own == share]
        for share in (0.10, 0.15, 0.30)
    }
    assert all(by_share[0.15])
    assert all(by_share[0.30])
    # At the threshold itself: the chance that a binomial count reaches a tenth of the depth, with
    # the share as the errors leave it. Depths differ from site to site.
    share = 0.10 * (1 - ERROR) + 0.90 * ERROR / 3
    with pysam.AlignmentFile(str(folder / "s.bam")) as bam:
        depth = np.sum(bam.count_coverage("chr1", quality_threshold=0), axis=0)
    chance = [
        binom.sf(np.ceil(0.10 * depth[place]) - 1, depth[place], share)
        for place, (_, own) in spikes.items()
        if own == 0.10
    ]
    spread = np.sqrt(np.sum(np.multiply(chance, np.subtract(1, chance))))
    assert abs(sum(by_share[0.10]) - sum(chance)) < 3.5 * spread


def test_a_deletion_is_called_where_it_is_leftmost(tmp_path):
    rng = random.Random(3)
    bases = "".join(rng.choice("ACGT") for _ in range(200)) + "GCACACACAT"
    bases += "".join(rng.choice("ACGT") for _ in range(200))
    (tmp_path / "r.fa").write_text(f">1\n{bases}\n")
    pysam.faidx(str(tmp_path / "r.fa"))
    (tmp_path / "t.bed").write_text("chr1\t150\t260\n")
    header = {"HD": {"VN": "1.6", "SO": "coordinate"}, "SQ": [{"SN": "1", "LN": len(bases)}]}
    with pysam.AlignmentFile(str(tmp_path / "d.bam"), "wb", header=header) as bam:
        for number in range(600):
            start = 100 + number // 10
            read = pysam.AlignedSegment(bam.header)
            read.query_name, read.reference_id, read.reference_start = f"r{number}", 0, start
            text = bases[start : start + 180]
            if number % 5 == 0:  # one CA less, aligned at the right end of the repeat
                cut = 207 - start
                read.query_sequence = text[:cut] + text[cut + 2 :]
                read.cigartuples = [(0, cut), (2, 2), (0, 178 - cut)]
            else:
                read.query_sequence, read.cigartuples = text, [(0, 180)]
            read.mapping_quality = 60
            read.query_qualities = pysam.qualitystring_to_array("I" * len(read.query_sequence))
            bam.write(read)
    pysam.index(str(tmp_path / "d.bam"))
    out = tmp_path / "c.vcf"
    call_variants(tmp_path / "d.bam", tmp_path / "r.fa", tmp_path / "t.bed", out=out)
    assert records(out) == [("1", 201, "GCA", "G")]


@pytest.mark.parametrize("caller", ["pileup", "gatk"])
def test_bad_input_leaves_nothing_behind(write, tmp_path, caller):
    bam, fasta = write("x.bam", "no"), write("r.fa", ">1\nACGT\n")
    out = tmp_path / "c.vcf.gz"
    with pytest.raises(InputError):
        call_variants(bam, fasta, write("t.bed", "1\t0\t3\n"), out=out, caller=caller)
    assert not out.exists()


def test_the_command_line_takes_the_callers_limits(monkeypatch):
    given = {}
    monkeypatch.setattr(calling, "call_variants", lambda *a, **options: given.update(options) or 0)
    limits = {
        "min_depth": 30, "min_alt_depth": 5, "min_fraction": 0.08, "min_base_quality": 20,
        "min_mapping_quality": 9, "threads": 2,
    }  # fmt: skip
    words = [w for k, v in limits.items() for w in (f"--{k.replace('_', '-')}", str(v))]
    files = ["t.bam", "--reference", "r.fa", "--targets", "t.bed", "--out", "c.vcf.gz"]
    assert exit_status(["call", *files, *words, "--quiet"]) == 0
    threads = limits.pop("threads")
    assert given["thresholds"] == Thresholds(**limits)
    assert given["torrent"].threads == threads
