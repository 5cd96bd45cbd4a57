"""The same variants, whichever annotation they carry, give the same burden."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay
from radiotmb.tmb.annotators import ANNOTATORS, recognise_annotator

KINDS = ("missense", "nonsense", "nonstop", "frameshift", "inframe", "synonymous", "none")


def count(lab, calls, annotator, preset="study"):
    with tempfile.TemporaryDirectory() as folder:
        name = "s.maf" if annotator == "maf" else "s.vcf"
        path = Path(folder) / name
        path.write_text(
            lab.maf_text(calls) if annotator == "maf" else lab.vcf_text(calls, annotator)
        )
        return burden_of_files([path], read_assay(preset))


calls_of = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(280, 1200),
        st.floats(0.02, 0.9),
        st.sampled_from(["PASS", ".", "LowQual"]),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=10)
@given(drawn=calls_of)
def test_every_annotation_gives_one_burden(lab, drawn):
    calls = [
        lab.Call(
            pos=1000 + 50 * place,
            ref="CAAA" if kind == "inframe" else "CA" if kind == "frameshift" else "C",
            alt="C" if kind in ("inframe", "frameshift") else "T",
            kind=kind,
            depth=depth,
            alt_depth=round(depth * share),
            filter=status,
        )
        for place, (kind, depth, share, status) in enumerate(drawn)
    ]
    # Counted by the rules, by hand.
    expected = sum(
        call.kind not in ("synonymous", "none")
        and call.filter in ("PASS", ".")
        and call.depth >= 300
        and call.alt_depth >= 0.1 * call.depth
        for call in calls
    )
    annotators = ANNOTATORS if not calls else (*ANNOTATORS, "maf")
    for annotator in annotators:
        assert count(lab, calls, annotator).burden["mutations"].tolist() == [expected], annotator


@pytest.mark.parametrize("annotator", [*ANNOTATORS, "maf"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_reported_term_is_the_same_everywhere(lab, annotator, kind):
    row = count(lab, [lab.Call(pos=100, ref="C", alt="T", kind=kind)], annotator).variants.iloc[0]
    expected = {
        "missense": "missense_variant", "nonsense": "stop_gained", "nonstop": "stop_lost",
        "frameshift": "frameshift_variant", "inframe": "inframe_deletion",
        "synonymous": "synonymous_variant",
    }  # fmt: skip
    if kind in expected:
        assert row.consequence == expected[kind]
    assert row.gene == "APC" or kind == "none"


@pytest.mark.parametrize("annotator", ANNOTATORS)
@pytest.mark.parametrize("keep", ["all", "counted"])
def test_each_alternate_has_its_own_effect_and_its_own_reads(lab, write, annotator, keep):
    text = lab.vcf_text([], annotator)
    note = lab.ANNOTATIONS[annotator].two
    line = f"chr1\t500\t.\tC\tA,T\t9\tPASS\t{note}\tGT:AD:DP\t1/2:300,100,400:800\n"
    found = burden_of_files([write("two.vcf", text + line)], read_assay("study"), keep=keep)
    assert found.burden["mutations"].tolist() == [1]
    counted = found.variants[found.variants["verdict"] == "counted"].iloc[0]
    assert (counted.alt, counted.alt_depth, counted.alt_fraction) == ("A", 100, 100 / 800)


def test_vep_strips_the_shared_first_base_of_an_indel_site(lab, write):
    # VEP writes the deletion as "-" and the insertion as the inserted base.
    note = "CSQ=-|frameshift_variant|X|APC|E1|,AT|inframe_insertion|X|APC|E1|"
    line = f"chr1\t500\t.\tCA\tC,CAT\t9\tPASS\t{note}\tGT:AD:DP\t1/2:300,100,400:800\n"
    found = burden_of_files([write("t.vcf", lab.vcf_text([], "vep") + line)], read_assay("study"))
    assert found.variants["consequence"].tolist() == ["frameshift_variant", "inframe_insertion"]


def test_a_term_outside_the_consequence_field_does_not_count(lab, write):
    # A gene that is called like a consequence: only the field says what a variant does.
    for note in ("CSQ=T|intron_variant|X|missense_variant|E1|", "CSQ=T|xmissense_variant|X|A|E1|"):
        line = f"chr1\t500\t.\tC\tT\t9\tPASS\t{note}\tGT:AD:DP\t0/1:500,300:800\n"
        path = write("t.vcf", lab.vcf_text([], "vep") + line)
        for keep in ("all", "counted"):
            burden = burden_of_files([path], read_assay("study"), keep=keep).burden
            assert burden["mutations"].tolist() == [0]


def test_splice_sites_count_by_a_switch_only(lab, write):
    note = "CSQ=T|splice_donor_variant|X|APC|E1|"
    line = f"chr1\t500\t.\tC\tT\t9\tPASS\t{note}\tGT:AD:DP\t0/1:500,300:800\n"
    path = write("t.vcf", lab.vcf_text([], "vep") + line)
    own = "denominator: {kind: fixed, megabases: 1.2}\nsplice: %s\n"
    for switch, expected in (("false", 0), ("true", 1)):
        assay = read_assay(write(f"{switch}.yaml", own % switch))
        assert burden_of_files([path], assay).burden["mutations"].tolist() == [expected]


def test_an_annotator_is_recognised_forced_or_refused(lab, tmp_path):
    info = {"ANN": "Format: Allele | Annotation", "CSQ": "Format: Allele|Consequence"}
    assert recognise_annotator(info, tmp_path).name == "vep"
    assert recognise_annotator(info, tmp_path, "ANN").name == "snpeff"
    assert recognise_annotator(info, tmp_path, "snpeff").tag == "ANN"
    assert recognise_annotator({}, tmp_path) is None
    with pytest.raises(InputError, match="FUNC"):
        recognise_annotator(info, tmp_path, "ion")
    with pytest.raises(InputError, match="vepp"):
        recognise_annotator(info, tmp_path, "vepp")


def test_func_that_is_no_json_names_the_line(lab, write):
    line = "chr1\t5\t.\tC\tT\t9\tPASS\tFUNC=[{'function':'missense'\tGT:AD:DP\t0/1:500,300:800\n"
    path = write("t.vcf", lab.vcf_text([], "ion") + line)
    with pytest.raises(InputError, match=r"t\.vcf, line 8: FUNC"):
        burden_of_files([path], read_assay("study"))


@pytest.mark.parametrize(
    ("forced", "tag"),
    [("csq", "BCSQ"), ("bcftools", "BCSQ"), ("bcsq", "BCSQ"), ("CSQ", "CSQ"), ("vep", "CSQ")],
)
def test_csq_is_the_program_of_bcftools_and_the_tag_of_vep(forced, tag):
    both = dict.fromkeys(("CSQ", "BCSQ"), "Format: Allele|Consequence|SYMBOL|Gene")
    found = recognise_annotator(both, Path("calls.vcf"), forced)
    assert found is not None
    assert found.tag == tag


def test_an_annotator_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(InputError, match="no annotator 'oncokb'; expected one of vep, .*csq"):
        recognise_annotator({"CSQ": ""}, Path("calls.vcf"), "oncokb")
