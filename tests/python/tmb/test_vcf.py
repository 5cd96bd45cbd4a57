"""VCF: samples, chromosomes, alleles that are no sequence, and files that are no VCF."""

import gzip
import random

import pyarrow.compute as pc
import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.tmb import burden_of_files, read_assay
from radiotmb.tmb.bgzf import split_bgzf
from radiotmb.tmb.judge import join_parts, judge_variants
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.resources import Resources

STUDY = read_assay("study")


def bgzip(path, text):
    with pysam.BGZFile(str(path), "wb") as stream:
        stream.write(text.encode())
    return path


def test_plain_gzip_bgzf_bcf_and_foreign_line_ends_read_alike(lab, write, tmp_path):
    text = lab.vcf_text([lab.Call(pos=100 + i, ref="C", alt="T") for i in range(7)])
    files = [
        write("a.vcf", text),
        write("b.vcf.gz", gzip.compress(text.encode())),
        bgzip(tmp_path / "c.vcf.gz", text),
        write("d.vcf", text.replace("\n", "\r\n")),
        write("e.vcf", text.replace("\n", "\r")),
        write("f.vcf", text.rstrip("\n")),
    ]
    bcf = tmp_path / "g.bcf"
    with (
        pysam.VariantFile(str(files[0])) as source,
        pysam.VariantFile(str(bcf), "wb", header=source.header) as target,
    ):
        for record in source:
            target.write(record)
    for keep in ("all", "counted"):
        found = burden_of_files([*files, bcf], STUDY, keep=keep)
        assert found.burden["mutations"].tolist() == [7] * 7


def test_alleles_that_are_no_sequence_are_set_aside_by_name(lab, write):
    alts = ["<DEL>", "N[chr2:321[", "*", ".", "T"]
    text = lab.vcf_text([lab.Call(pos=10 * i + 1, ref="C", alt=a) for i, a in enumerate(alts)])
    found = burden_of_files([write("s.vcf", text)], STUDY)
    assert found.variants["verdict"].tolist() == ["symbolic"] * 4 + ["counted"]
    funnel = found.funnel.set_index("step")
    assert funnel.loc["symbolic", "removed"] == 4


def test_a_sample_of_several_is_chosen_by_name_or_asked_for(lab, write):
    text = lab.vcf_text([lab.Call(pos=5, ref="C", alt="T")])
    two = "0/0:800,0:800\t0/1:500,300:800"
    both = text.replace("TUMOUR", "N\tP").replace("0/1:560,240:800", two)
    path = write("two.vcf", both)
    found = burden_of_files([path], STUDY).burden.set_index("patient_id")["mutations"]
    assert found.to_dict() == {"N": 0, "P": 1}
    with pytest.raises(InputError, match="2 samples"):
        judge_variants(path, STUDY)
    named = write("named.vcf", both.replace("##contig", "##tumor_sample=P\n##contig"))
    assert burden_of_files([named], STUDY).burden["patient_id"].tolist() == ["named"]


def test_the_same_record_twice_counts_once(lab, write):
    call = lab.Call(pos=5, ref="C", alt="T")
    other = lab.Call(pos=5, ref="C", alt="T", chrom="1")
    found = burden_of_files([write("d.vcf", lab.vcf_text([call, call, other]))], STUDY)
    assert found.variants["verdict"].tolist() == ["counted", "duplicate", "duplicate"]


BAD = {
    "no header": ("chr1\t1\t.\tC\tT\n", "line 1"),
    "half a header": ("##fileformat=VCFv4.2\n#CHROM\tPOS\n", "line 2"),
    "columns": ("{head}chr1\t5\t.\tC\tT\n", "line 8"),
    "negative position": ("{head}chr1\t-5\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:1,1:2\n", "line 8"),
    "position in words": ("{head}chr1\tfive\t.\tC\tT\t.\tPASS\t.\tGT\t0/1\n", "line 8"),
    "depth in words": (
        "{head}chr1\t5\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|X|G|E|\tGT:AD:DP\t0/1:1,1:many\n",
        "line 8",
    ),
    "negative depth": (
        "{head}chr1\t5\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|X|G|E|\tGT:AD:DP\t0/1:1,1:-3\n",
        "line 8",
    ),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("keep", ["all", "counted"])
def test_what_is_wrong_is_named_with_file_and_line(lab, write, case, keep):
    text, where = BAD[case]
    path = write("bad.vcf", text.replace("{head}", lab.vcf_text([])))
    with pytest.raises(InputError) as raised:
        burden_of_files([path], STUDY, keep=keep)
    assert raised.value.file == str(path)
    assert raised.value.where == where
    assert raised.value.exit_status == 2


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.97])
def test_a_truncated_file_is_named(lab, write, tmp_path, kept):
    calls = [lab.Call(pos=100 + 7 * i, ref="C", alt="T", depth=300 + i) for i in range(5000)]
    text = lab.vcf_text(calls)
    whole = bgzip(tmp_path / "w.vcf.gz", text).read_bytes()
    for name, data in (("a.vcf.gz", gzip.compress(text.encode())), ("b.vcf.gz", whole)):
        path = write(name, data[: int(len(data) * kept)])
        with pytest.raises(InputError, match="cut short") as raised:
            burden_of_files([path], STUDY, keep="counted")
        assert raised.value.file == str(path)
        # About as many lines came through as bytes did.
        lines = int(raised.value.where.removeprefix("after line "))
        assert kept - 0.2 < lines / text.count("\n") <= kept + 0.1


def test_a_bgzf_file_cut_between_two_members_is_noticed(lab, write, tmp_path):
    data = bgzip(tmp_path / "w.vcf.gz", lab.vcf_text([lab.Call(5, "C", "T")])).read_bytes()
    with pytest.raises(InputError, match="end-of-file"):
        burden_of_files([write("cut.vcf.gz", data[:-28])], STUDY)


@pytest.mark.parametrize("name", ["missing.vcf", "."])
def test_no_file_and_a_folder(tmp_path, name):
    with pytest.raises(InputError):
        burden_of_files([tmp_path / name], STUDY)


def random_records(rng, count):
    """Records of every regular and irregular kind a reader may meet."""
    notes = ["CSQ=T|missense_variant|X|G|E|", "CSQ=T|intron_variant|X|G|E|", "DP=3", "."]
    lines = []
    for i in range(count):
        alt = rng.choice(["T", "T", "T", "T,G", "<DEL>", "TA", "t", "."])
        genotype = rng.choice(["0/1", "0|1", "0/0", "1/1", "./.", "0/2", "1", ".", "10/1"])
        keys, call = (
            "GT:AD:DP",
            f"{genotype}:500,{rng.choice([9, 60, 300])},4:{rng.choice([100, 900])}",
        )
        if rng.random() < 0.1:
            keys, call = "AD:GT:DP", f"500,300:{genotype}:800"
        if rng.random() < 0.05:
            keys, call = "GT", genotype
        status = rng.choice(["PASS", "PASS", ".", "LowQual", "PASSED"])
        lines.append(
            f"chr{rng.choice([1, 2])}\t{10 + i // 2}\t.\tC\t{alt}\t.\t{status}\t"
            f"{rng.choice(notes)}\t{keys}\t{call}\n"
        )
    return "".join(lines)


def counts_of(judged):
    """What a sample's count is compared by."""
    return {
        **vars(judged),
        "removed": dict(judged.removed),
        "rows": [row for row in judged.rows.to_pylist() if row["verdict"] == "counted"],
    }


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_changes_nothing_that_is_counted(lab, write, seed):
    path = write("r.vcf", lab.vcf_text([]) + random_records(random.Random(seed), 400))
    targets = write("t.bed", "chr1\t0\t60\n2\t30\t120\n") if seed % 2 else None
    every, counted = (
        judge_variants(path, STUDY, Resources(targets=targets, keep=keep)).samples["TUMOUR"]
        for keep in ("all", "counted")
    )
    assert counts_of(every) == counts_of(counted)
    assert every.mutations + every.removed.total() == every.total == len(every.rows)


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_parts_of_a_file_amount_to_the_file(lab, tmp_path, parts):
    text = lab.vcf_text([]) + random_records(random.Random(parts), 6000)
    path = bgzip(tmp_path / "p.vcf.gz", text)
    spans = split_bgzf(path, parts, least=1000)
    assert len(spans) > 1
    assert [x for span in spans for x in read_lines(path, span)] == list(read_lines(path))
    # Neighbours on one haplotype can be in two parts: files with such are not cut.
    assay = STUDY.model_copy(update={"phased_neighbours": "separate"})
    kept = Resources(keep="counted")
    whole = judge_variants(path, assay, kept).samples["TUMOUR"]
    found = [judge_variants(path, assay, kept, span=span) for span in spans]
    joined = join_parts(path, found).samples["TUMOUR"]
    joined.rows = joined.rows.filter(pc.equal(joined.rows["verdict"], "counted"))
    assert counts_of(joined) == counts_of(whole)


NASTY = st.one_of(
    st.text(alphabet="01/|.,:;=-+eE%<>*[]ACGTNacgtDPQSxX \t'\"{}", max_size=25),
    st.sampled_from(["", ".", "-1", "1e9", "nan", "inf", "1" * 40, "\u00e9", "\x00", "CSQ", "GT"]),
)


GOOD = [
    "chr1",
    "5",
    ".",
    "C",
    "T",
    ".",
    "PASS",
    "CSQ=T|missense_variant|X|G|E|",
    "GT:AD:DP",
    "0/1:500,300:800",
]


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    columns=st.lists(NASTY, max_size=11),
    one=st.tuples(st.integers(0, 9), NASTY),
    cut=st.integers(0, 400),
    keep=st.sampled_from(["all", "counted"]),
)
def test_no_vcf_gives_a_traceback(lab, write, columns, one, cut, keep):
    spoiled = [one[1] if place == one[0] else cell for place, cell in enumerate(GOOD)]
    text = lab.vcf_text([]) + "\t".join(spoiled) + "\n" + "\t".join(columns) + "\n"
    path = write("fuzz.vcf", text[cut:] if cut % 5 == 0 else text)
    error, found = attempt(lambda: burden_of_files([path], STUDY, keep=keep))
    assert error is None or (isinstance(error, InputError) and error.file is not None)
    assert found is None or set(found.burden["mutations"]) <= {0, 1, 2}


def attempt(work):
    """What a call raises of its own errors, or returns; anything else fails the test."""
    try:
        return None, work()
    except RadiotmbError as error:
        return error, None
