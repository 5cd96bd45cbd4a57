"""Whole blocks at once or record by record: the same verdicts, the same rows, the same errors."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import lines, prefilter, read_assay
from radiotmb.tmb.count_file import tally_file
from radiotmb.tmb.prefilter import Sieve

STUDY = read_assay("study")
STEPS = ("caller", "symbolic", "absent", "outside", "consequence", "depth", "fraction")

TERMS = {
    "vep": [
        "missense_variant", "intron_variant", "splice_region_variant&synonymous_variant",
        "splice_region_variant&missense_variant", "stop_gained", "stop_gained&inframe_deletion",
        "missense_variantx", "5_prime_UTR_variant", "", "non_coding_transcript_exon_variant",
    ],
    "snpeff": ["missense_variant", "intergenic_region", "stop_lost&splice_region_variant"],
    "bcftools": [
        "missense", "*missense", "synonymous", "@77", "intron", "stop_gained&splice_region",
    ],
}  # fmt: skip


def note(rng, annotator):
    """An INFO column of one to four entries, now and then not as the tool would write it."""
    tag = {"vep": "CSQ", "snpeff": "ANN", "bcftools": "BCSQ"}[annotator]
    entries = []
    for _ in range(rng.choice([1, 1, 2, 4])):
        term, gene = rng.choice(TERMS[annotator]), rng.choice(["APC", "KRAS", "", "TP53"])
        if annotator == "bcftools":
            entry = f"{term}|{gene}|T1|protein_coding" if term[:1] != "@" else term
        elif annotator == "vep":
            entry = f"{rng.choice(['T', 'T', 'T', '-', 'TT'])}|{term}|X|{gene}|E1|"
        else:
            entry = f"T|{term}|X|{gene}|E1"
        entries.append(rng.choice([entry] * 12 + [entry.split("|")[0], entry[:4], "|".join("abc")]))
    value = f"{tag}={','.join(entries)}"
    before = rng.choice(["", "", "AC=1,2;", f"X{tag}=T|missense_variant|;", "END=5;", f"{tag};"])
    after = rng.choice(["", "", ";DB", ";AC=3,4", f";{tag}={'T|stop_gained|X|G|E'}"])
    return rng.choice([before + value + after] * 12 + ["DP=3", ".", tag, f"{tag}="])


CALLS = {
    "AD": ("AD=R DP=1", "GT:AD:DP", "{gt}:{ref},{alt}:{dp}"),
    "flow": ("FDP=1 FAO=A AD=R DP=1", "GT:DP:FDP:FAO:FRO", "{gt}:9:{dp}:{alt}:{ref}"),
    "freebayes": ("AO=A RO=1 DP=1", "GT:DP:RO:AO", "{gt}:{dp}:{ref}:{alt}"),
    "share": ("AF=A DP=1", "GT:AF:DP", "{gt}:{share}:{dp}"),
}


def call(rng, kind):
    _, keys, values = CALLS[kind]
    alt = rng.choice([rng.randrange(400), rng.randrange(60), 9, 0, ".", 123456789])
    values = values.format(
        gt=rng.choice(["0/1", "0|1", "1/1", "0/0", "./.", "0/2", "1", ".", "10/1", "/1"]),
        ref=rng.choice([rng.randrange(900), 270, 0]),
        alt=alt,
        share=f"0.{alt}" if alt != "." else ".",
        dp=rng.choice([rng.randrange(200, 900), 300, 299, ".", 12345678, 123456789012]),
    )
    kinds = [(keys, values)] * 12
    kinds += [(f"{keys}:PS", f"{values}:7"), (f"PS:{keys}", f"8:{values}"), ("GT", "0/1")]
    kinds += [(keys, values.rsplit(":", 1)[0]), (keys, values + ":"), ("DP", "400")]
    return rng.choice(kinds)


def records(lab, rng, count, annotator, kind):
    head = lab.vcf_text([], annotator, declared="")
    declared = "".join(
        f'##FORMAT=<ID={tag},Number={number},Type=String,Description="x">\n'
        for tag, number in (item.split("=") for item in CALLS[kind][0].split())
    )
    lines = []
    for i in range(count):
        alt = rng.choice(["T"] * 12 + ["G", "T,G", "<DEL>", "TA", "t", ".", "N", "*", "C"])
        ref = rng.choice(["C"] * 6 + ["G", "c", "CA", "A"])
        status = rng.choice(["PASS", "PASS", "PASS", ".", "LowQual", "PASSED"])
        chrom = rng.choice(["chr1", "chr2", "2", "chrUn_9"])
        keys, values = call(rng, kind)
        lines.append(
            f"{chrom}\t{10 + i // 2}\t.\t{ref}\t{alt}\t.\t{status}\t{note(rng, annotator)}"
            f"\t{keys}\t{values}\n"
        )
    return head.replace("##contig", declared + "##contig") + "".join(lines)


def both_ways(path, assay, **options):
    """Tally or error, record by record and by blocks."""
    return tuple(one_way(path, assay, keep, **options) for keep in ("all", "counted"))


def one_way(path, assay, keep, **options):
    try:
        return tally_file(path, assay, keep=keep, **options)[0]["TUMOUR"], None
    except InputError as error:
        return None, str(error)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 10**6),
    annotator=st.sampled_from(sorted(TERMS)),
    kind=st.sampled_from(sorted(CALLS)),
    order=st.permutations(STEPS),
    targets=st.booleans(),
)
def test_blocks_and_records_are_judged_alike(lab, write, seed, annotator, kind, order, targets):
    rng = random.Random(seed)
    path = write("r.vcf", records(lab, rng, 150, annotator, kind))
    bed = write("t.bed", "chr1\t0\t40\n2\t30\t60\n") if targets else None
    assay = STUDY.model_copy(update={"filters": (*order, "germline", "duplicate")})
    (slow, slow_error), (fast, fast_error) = both_ways(path, assay, targets=bed)
    assert fast_error == slow_error
    if slow is None:
        return
    assert fast.removed == slow.removed
    for name in ("mutations", "total", "judged", "silent", "low_snvs", "low_deaminated"):
        assert getattr(fast, name) == getattr(slow, name), name
    assert fast.rows == [row for row in slow.rows if row[-1] == "counted"]
    assert slow.mutations + sum(slow.removed.values()) == slow.total


@pytest.mark.parametrize("annotator", sorted(TERMS))
def test_most_records_are_told_without_decoding(lab, write, monkeypatch, annotator):
    calls = [
        lab.Call(pos=10 * i + 10, ref="C", alt="T", kind=kind, depth=250 + 50 * i)
        for i, kind in enumerate(["missense", "synonymous", "none", "nonsense"] * 5)
    ]
    left, sift = [], Sieve._left

    def watched(*arguments):
        left.extend(sift(*arguments))
        return left

    monkeypatch.setattr(Sieve, "_left", watched)
    tally, _ = tally_file(write("s.vcf", lab.vcf_text(calls, annotator)), STUDY, keep="counted")
    # Only those that count are left, and they come with their reads and their effect.
    assert len(left) == tally["TUMOUR"].mutations > 0
    assert all(one.evidence and one.effect[0] == "APC" for one in left)


@pytest.mark.parametrize("spoilt", ["1x5", "x", "-5", "5-", "12345678901", "9" * 5000])
def test_a_position_is_checked_before_anything_else(lab, write, spoilt):
    lines = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T", filter="LowQual")] * 3).splitlines()
    lines[-1] = lines[-1].replace("\t10\t", f"\t{spoilt}\t")
    slow, fast = both_ways(write("p.vcf", "\n".join(lines)), STUDY)
    assert slow == fast
    assert f"line {len(lines)}" in fast[1]


def test_lines_that_end_in_two_ways_are_read_alike(lab, write):
    calls = [lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 5)]
    lines = lab.vcf_text(calls).splitlines()
    text = "\n".join(lines[:-2]) + "\n" + "\r\n".join(lines[-2:]) + "\r\n"
    slow, fast = both_ways(write("mixed.vcf", text), STUDY)
    assert fast[0].mutations == slow[0].mutations == 4


@pytest.mark.parametrize("size", [300, 1000, 5000])
def test_the_size_of_a_reading_changes_nothing(lab, write, monkeypatch, size):
    path = write("r.vcf", records(lab, random.Random(size), 200, "vep", "AD"))
    whole, error = one_way(path, STUDY, "counted")
    monkeypatch.setattr(lines, "_FIRST", size)
    monkeypatch.setattr(lines, "_BLOCK", size)
    monkeypatch.setattr(prefilter, "_LARGE", 0)  # a thread that reads, as for a large file
    assert one_way(path, STUDY, "counted") == (whole, error)
    # An error in that thread is raised in this one, with its line.
    rows = path.read_text().splitlines()
    rows[-5] = rows[-5].replace("\t", "\tx", 1)
    path.write_text("\n".join(rows))
    assert f"line {len(rows) - 4}" in one_way(path, STUDY, "counted")[1]


def test_what_comes_after_the_sieve_can_ask_for_the_whole_record(lab, write):
    calls = [lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 4)]
    path = write("g.vcf", lab.vcf_text(calls).replace("|E1|0.2,", "|E1|0.0001,", 1))
    germline = STUDY.germline.model_copy(update={"info_tag": "CSQ/gnomADe_AF"})
    slow, fast = both_ways(path, STUDY.model_copy(update={"germline": germline}))
    assert fast[0].removed == slow[0].removed == {"germline": 2}
