"""Entries told apart in C or decoded one by one: the same verdicts, rows and errors."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import lines, read_ahead, read_assay
from radiotmb.tmb.formats import vcf_file
from radiotmb.tmb.judge import judge_variants
from radiotmb.tmb.resources import Resources

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
FIELDS = "Allele|Consequence|SYMBOL|BIOTYPE|CANONICAL|PICK|MANE_SELECT|Gene"


def note(rng, annotator):
    """An INFO column of one to four entries, now and then not as the tool would write it."""
    tag = {"vep": "CSQ", "snpeff": "ANN", "bcftools": "BCSQ"}[annotator]
    entries = []
    for _ in range(rng.choice([1, 1, 2, 4])):
        term, gene = rng.choice(TERMS[annotator]), rng.choice(["APC", "KRAS", "", "TP53"])
        biotype = rng.choice(["protein_coding", "", "lncRNA", "IG_V_gene", "IG_V_pseudogene"])
        allele = rng.choice(["T", "T", "T", "T", "-", "TT", "A"])
        if annotator == "bcftools":
            change = rng.choice(["", f"|{gene}|", "|+|1V>1A|77C>T", "|+|1V>1A|77C>G+78A>T"])
            entry = term if term[:1] == "@" else f"{term}|{gene}|T1|{biotype}{change}"
        elif annotator == "vep":
            marks = (rng.choice(["", "", "YES"]), rng.choice(["", "", "", "1"]))
            mane = rng.choice(["", "", "NM_1"])
            entry = "|".join([allele, term, gene, biotype, *marks, mane, "ENSG1"])
        else:
            entry = f"{allele}|{term}|X|{gene}|E1|transcript|T1|{biotype}|1/2"
        entries.append(rng.choice([entry] * 12 + [entry.split("|")[0], entry[:4], "|".join("abc")]))
    value = f"{tag}={','.join(entries)}"
    before = rng.choice(["", "", "AC=1,2;", f"X{tag}=T|missense_variant|;", "END=5;"])
    after = rng.choice(["", "", ";DB", ";AC=3,4"])
    return rng.choice([before + value + after] * 12 + ["DP=3", ".", tag, f"{tag}="])


def records(lab, rng, count, annotator):
    head = lab.vcf_text([], annotator)
    if annotator == "vep":
        head = head.replace("Allele|Consequence|IMPACT|SYMBOL|Gene|gnomADe_AF", FIELDS)
    rows = []
    for i in range(count):
        alt = rng.choice(["T"] * 12 + ["G", "T,G", "<DEL>", "TA", "t", ".", "N", "*", "C"])
        ref = rng.choice(["C"] * 6 + ["G", "c", "CA", "A"])
        status = rng.choice(["PASS", "PASS", "PASS", ".", "LowQual", "PASSED"])
        genotype = rng.choice(["0/1", "0|1", "1/1", "0/0", "./.", "0/2", "1", ".", "10/1", "/1"])
        counts = rng.choice(["500,300", "500,9", "0,0", ".,300", ".", "600,60,7", "1,2,3,4"])
        keys, call = "GT:AD:DP", f"{genotype}:{counts}:{rng.choice([900, 300, 299, '.'])}"
        keys, call = rng.choice(
            [(keys, call)] * 9 + [("AD:GT", f"500,300:{genotype}"), ("GT", "1/1")]
        )
        chrom = rng.choice(["chr1", "chr2", "2", "chrUn_9"])
        rows.append(
            f"{chrom}\t{10 + i // 2}\t.\t{ref}\t{alt}\t.\t{status}\t{note(rng, annotator)}"
            f"\t{keys}\t{call}\n"
        )
    return head + "".join(rows)


def judged(path, assay, keep="all", **options):
    """Count and rows, or the error."""
    try:
        found = judge_variants(path, assay, Resources(keep=keep, **options)).samples["TUMOUR"]
    except InputError as error:
        return str(error)
    return {**vars(found), "removed": dict(found.removed), "rows": found.rows.to_pylist()}


def decoding(places):
    """The same checks of a header, after which nothing is known of where fields stand."""

    def without_places(file, transcripts):
        places(file, transcripts)

    return without_places


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 10**6),
    annotator=st.sampled_from(sorted(TERMS)),
    order=st.permutations(STEPS),
    transcripts=st.sampled_from(["picked", "any", "mane", "canonical"]),
    targets=st.booleans(),
)
def test_entries_are_read_in_c_as_the_annotator_decodes_them(
    lab, write, seed, annotator, order, transcripts, targets
):
    rng = random.Random(seed)
    path = write("r.vcf", records(lab, rng, 120, annotator))
    bed = write("t.bed", "chr1\t0\t40\n2\t30\t60\n") if targets else None
    changes = {"filters": (*order, "germline", "duplicate")}
    if annotator == "vep":
        changes["transcripts"] = transcripts
    assay = STUDY.model_copy(update=changes)
    fast = judged(path, assay, targets=bed)
    places = vcf_file.VcfFile._entry_places
    with pytest.MonkeyPatch.context() as patch:
        # The same checks, but every entry is decoded.
        patch.setattr(vcf_file.VcfFile, "_entry_places", decoding(places))
        slow = judged(path, assay, targets=bed)
    assert fast == slow
    counted = judged(path, assay, "counted", targets=bed)
    if isinstance(fast, str):
        assert counted == fast
        return
    assert counted["rows"] == [row for row in fast["rows"] if row["verdict"] == "counted"]
    for name in ("mutations", "total", "removed", "low_snvs", "low_deaminated"):
        assert counted[name] == fast[name], name
    assert fast["mutations"] + sum(fast["removed"].values()) == fast["total"] == len(fast["rows"])


@pytest.mark.parametrize(
    "spoilt", ["1x5", "x", "-5", "5-", "12345678901", "9" * 5000, "5.0", "1e3"]
)
def test_a_position_is_checked_before_anything_else(lab, write, spoilt):
    lines_ = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T", filter="LowQual")] * 3).splitlines()
    lines_[-1] = lines_[-1].replace("\t10\t", f"\t{spoilt}\t")
    path = write("p.vcf", "\n".join(lines_))
    for keep in ("all", "counted"):
        assert f"line {len(lines_)}" in judged(path, STUDY, keep)


def test_lines_that_end_in_two_ways_are_read_alike(lab, write):
    calls = [lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 5)]
    rows = lab.vcf_text(calls).splitlines()
    text = "\n".join(rows[:-2]) + "\n" + "\r\n".join(rows[-2:]) + "\r\n"
    assert judged(write("mixed.vcf", text), STUDY)["mutations"] == 4


@pytest.mark.parametrize("size", [300, 1000, 5000])
def test_the_size_of_a_reading_changes_nothing(lab, write, monkeypatch, size):
    path = write("r.vcf", records(lab, random.Random(size), 200, "vep"))
    whole = judged(path, STUDY)
    monkeypatch.setattr(lines, "_FIRST", size)
    monkeypatch.setattr(lines, "_BLOCK", size)
    monkeypatch.setattr(read_ahead, "_LARGE", 0)  # a thread that reads, as for a large file
    assert judged(path, STUDY) == whole
    # An error in that thread is raised in this one, with its line.
    rows = path.read_text().splitlines()
    rows[-5] = rows[-5].replace("\t", "\tx", 1)
    path.write_text("\n".join(rows))
    assert f"line {len(rows) - 4}" in judged(path, STUDY)


def test_a_malformed_count_stops_an_assay_that_asks_for_counts_only(lab, write):
    text = lab.vcf_text([lab.Call(pos=10, ref="C", alt="T")]).replace(":800", ":-3")
    path = write("s.vcf", text)
    assert "DP is '-3'" in judged(path, STUDY)
    assert judged(path, read_assay("all-coding"))["mutations"] == 1
