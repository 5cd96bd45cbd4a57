"""Whatever a file is called and however it is wrapped, its content says what it is."""

import gzip
import io

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, read_assay
from radiotmb.tmb.formats import file_kind

STUDY = read_assay("study")
ALL = read_assay("all-coding")
MARK = b"\xef\xbb\xbf"


def counts(path, assay=STUDY):
    return burden_of_files([path], assay).burden["mutations"].tolist()


def as_bcf(vcf, bcf):
    with (
        pysam.VariantFile(str(vcf)) as source,
        pysam.VariantFile(str(bcf), "wb", header=source.header) as target,
    ):
        for record in source:
            target.write(record)
    return bcf


def test_vcfs_as_editors_and_callers_leave_them(lab, write, tmp_path):
    calls = [lab.Call(pos=100 + i, ref="C", alt="T") for i in range(3)]
    text = lab.vcf_text(calls)
    undeclared = "".join(li for li in text.splitlines(True) if not li.startswith("##FORMAT"))
    blank = text.replace('Description="x">', 'Description="x"> ')
    plain = write("a.vcf", text)
    files = [
        write("bom.vcf", MARK + text.encode()),
        write("undeclared.vcf", undeclared),
        write("blank.vcf", blank),
        as_bcf(plain, tmp_path / "named.vcf.gz"),
        as_bcf(plain, tmp_path / "b.bcf"),
        write("lines.vcf", text.replace("\nchr1", "\n\nchr1")),
    ]
    for path in files:
        assert counts(path) == [3], path.name


def test_a_bcf_is_read_without_a_word_of_htslib(lab, write, tmp_path, capfd):
    bcf = as_bcf(write("a.vcf", lab.vcf_text([lab.Call(5, "C", "T")])), tmp_path / "b.bcf")
    assert counts(bcf) == [1]
    assert "[E::" not in capfd.readouterr().err


def test_mafs_as_editors_and_r_leave_them(lab, write):
    text = lab.maf_text([lab.Call(pos=10 * i, ref="C", alt="T") for i in range(1, 4)])
    head, *rows = text.splitlines()[1:]
    quoted = "\n".join("\t".join(f'"{c}"' for c in line.split("\t")) for line in [head, *rows])
    files = [
        write("bom.maf", MARK + text.encode()),
        write("quoted.maf", quoted + "\n"),
        write("hash.maf", "#" + head + "\n" + "\n".join(rows)),
        write("comment.maf", text.replace("\nAPC", "\n# a comment\nAPC", 1)),
        write("zipped.txt", gzip.compress(text.encode())),
    ]
    for path in files:
        assert counts(path) == [3], path.name


def test_annovars_table(write):
    head = "Chr Start End Ref Alt Func.refGene Gene.refGene GeneDetail.refGene ExonicFunc.refGene"
    rows = [
        "12 25398284 25398284 C T exonic KRAS . nonsynonymous_SNV",
        "12 25398285 25398285 C T exonic KRAS . synonymous_SNV",
        "12 nowhere 25398285 C T exonic KRAS . nonsynonymous_SNV",
    ]
    text = "\n".join([head, *rows]).replace(" ", "\t").replace("_SNV", " SNV")
    path = write("s.hg19_multianno.txt", text + "\n")
    assert file_kind(path) == "ANNOVAR table"
    found = burden_of_files([path], ALL)
    assert found.variants[["gene", "verdict"]].values.tolist() == [
        ["KRAS", "counted"], ["KRAS", "consequence"],
    ]  # fmt: skip
    assert any("line 4" in note for note in found.notes)
    with pytest.raises(InputError, match="no tag gives the depth"):
        counts(path)


def test_snpeffs_old_eff(lab, write):
    inside = "MODERATE|MISSENSE|Gat/Aat|D12N|188|KRAS|%s|CODING|NM_1|2|1"
    head = lab.vcf_text([], None).replace(
        "##contig", '##INFO=<ID=EFF,Number=.,Type=String,Description="Format: x">\n##contig'
    )
    for raw, biotype, expected in (
        ("NON_SYNONYMOUS_CODING", "protein_coding", 1),
        ("SYNONYMOUS_CODING", "protein_coding", 0),
        ("missense_variant+splice_region_variant", "", 1),
        ("NON_SYNONYMOUS_CODING", "pseudogene", 0),
    ):
        line = (
            f"chr1\t5\t.\tC\tT\t.\tPASS\tEFF={raw}({inside % biotype})\tGT:AD:DP\t0/1:300,200:500\n"
        )
        assert counts(write("s.vcf", head + line)) == [expected]


CALL = "GT:AD:DP 0/1:300,200:500"
ANN = "ANN=T|missense_variant|MODERATE|KRAS|ENSG1|transcript|ENST1|protein_coding|||||||"


def test_an_annotation_is_read_where_the_records_have_it(tables, write):
    declared = '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">'
    rows = [f"chr1 5 C T PASS {ANN} {CALL}"]
    for head in ([declared], []):
        found = burden_of_files([write("s.vcf", tables.vcf(rows, head=head))], STUDY)
        assert found.burden["mutations"].tolist() == [1]
        assert any("read from ANN" in note for note in found.notes)


def test_a_header_without_its_fields_or_with_more_after_them(tables, write):
    rows = [f"chr1 5 C T PASS CSQ={tables.vep()} {CALL}"]
    text = tables.vcf(rows)
    bare = text.replace(f" Format: {tables.fields}", "")
    more = text.replace('PICK|ALLELE_NUM|gnomADe_AF">', 'PICK|ALLELE_NUM|gnomADe_AF",Source="https://e.org/x",Version="110">')  # fmt: skip # noqa: E501
    assert bare != text != more
    for changed in (bare, more):
        assert counts(write("s.vcf", changed)) == [1]


def test_an_annotation_that_no_record_has_is_refused(tables, write):
    for rows in ([f"chr1 5 C T PASS DP=3 {CALL}"], [f"chr1 5 C T PASS CSQ= {CALL}"]):
        with pytest.raises(InputError, match="no variant carries the annotation"):
            counts(write("s.vcf", tables.vcf(rows)))


BAD = {
    "NA": ("KRAS 12 NA Missense_Mutation C T A 500 200", "position is 'NA'"),
    "minus": ("KRAS 12 -1 Missense_Mutation C T A 500 200", "position is '-1'"),
    "unknown": ("KRAS 12 __UNKNOWN__ Missense_Mutation C T A 500 200", "__UNKNOWN__"),
    "short": ("KRAS 12 7", "columns"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_row_of_a_maf_is_left_out_with_its_line(tables, write, case):
    row, words = BAD[case]
    good = ["KRAS 12 5 Missense_Mutation C T A 500 200", "KRAS 12 9 Missense_Mutation C T B 5 2"]
    row = row if case != "short" else "KRAS 12 7 Missense_Mutation C T"
    text = tables.maf(good)
    bad = "\t".join(
        tables.maf([f"{row} "]).splitlines()[1].split("\t")[: 99 if case != "short" else 5]
    )
    path = write("m.maf", text.rstrip("\n") + "\n" + bad + "\n")
    found = burden_of_files([path], ALL)
    assert found.burden.set_index("patient_id")["mutations"].to_dict()["A"] == 1
    assert found.burden.set_index("patient_id")["mutations"].to_dict()["B"] == 1
    assert any("line 4" in note and words in note for note in found.notes)


def test_positions_and_counts_as_spreadsheets_write_them(tables, write):
    rows = [
        "K 1 1000.0 Missense_Mutation C T A 500 200",
        "K 1 1001 Missense_Mutation C T A -1 -1",
        "K 1 1002 Missense_Mutation C T A many 200",
    ]
    found = burden_of_files([write("m.maf", tables.maf(rows))], STUDY)
    assert found.variants["pos"].tolist() == [1000, 1001, 1002]
    assert found.variants["verdict"].tolist() == ["counted", "depth", "depth"]
    assert any("t_ref_count is '-1'" in note for note in found.notes)
    assert burden_of_files([write("m.maf", tables.maf(rows))], ALL).burden["mutations"][0] == 3


CLASSES = {
    "Missense_Mutation": 1, "missense_mutation": 1, "In_frame_Del": 1, "missense_variant": 1,
    "Start_Codon_SNP": 1, "Start_Codon_Del": 1, "Start_Codon_Ins": 1, "Stop_Codon_Del": 1,
    "Stop_Codon_Ins": 1, "De_novo_Start_InFrame": 1, "De_novo_Start_OutOfFrame": 1,
    "Translation_Start_Site": 1, "Splice_Region": 0, "Silent": 0, "Intron": 0, "3'UTR": 0,
}  # fmt: skip


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_of_mutations_in_any_case(tables, write, kind):
    path = write("m.maf", tables.maf([f"K 1 5 {kind} C T A 500 200"]))
    found = burden_of_files([path], STUDY)
    assert found.burden["mutations"].tolist() == [CLASSES[kind]]
    assert not any("unknown classes" in note for note in found.notes)


def test_an_unknown_class_is_named_and_nothing_but_unknown_ones_is_refused(tables, write):
    rows = ["K 1 5 Missense C T A 500 200", "K 1 9 Silent C T A 500 200"]
    found = burden_of_files([write("m.maf", tables.maf(rows))], STUDY)
    assert any("Missense (1)" in note for note in found.notes)
    with pytest.raises(InputError, match=r"no Variant_Classification is known: Missense \(1\)"):
        counts(write("n.maf", tables.maf(rows[:1])))


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(["missense", "nonsense", "synonymous", "none"]),
            st.integers(280, 900),
            st.floats(0.02, 0.95),
        ),
        min_size=1,
        max_size=15,
    ),
    order=st.randoms(use_true_random=False),
)
def test_one_burden_of_vcf_bcf_maf_and_tsv_sorted_or_not(lab, write, tmp_path, drawn, order):
    calls = [
        lab.Call(pos=1000 + 5 * i, ref="C", alt="T", kind=kind, depth=depth,
                 alt_depth=round(depth * share))
        for i, (kind, depth, share) in enumerate(drawn)
    ]  # fmt: skip
    mixed = calls.copy()
    order.shuffle(mixed)
    expected = sum(
        call.kind in ("missense", "nonsense") and call.depth >= 300
        and call.alt_depth >= 0.1 * call.depth
        for call in calls
    )  # fmt: skip
    vcf = write("s.vcf", lab.vcf_text(calls))
    files = [
        vcf,
        write("mixed.vcf", lab.vcf_text(mixed)),
        as_bcf(vcf, tmp_path / "s.bcf"),
        write("s.maf", lab.maf_text(calls)),
        write("mixed.maf", lab.maf_text(mixed, "M")),
        write("s.tsv", ion_table(lab, calls)),
    ]
    found = burden_of_files(files, STUDY)
    assert found.burden["mutations"].tolist() == [expected] * len(files)


def test_a_sample_in_two_files_is_refused(lab, write):
    text = lab.maf_text([lab.Call(pos=5, ref="C", alt="T")])
    with pytest.raises(InputError, match="'TUMOUR' .* is in more than one file"):
        burden_of_files([write("a.maf", text), write("b.maf", text)], STUDY)


def ion_table(lab, calls):
    """The calls as Ion Reporter's TSV."""
    out = io.StringIO()
    out.write("locus\tref\tgenotype\tfilter\tcoverage\tallele_coverage\tgene\tlocation\tfunction\n")
    for call in calls:
        raw = lab.ANNOTATIONS["ion"].terms[lab.KINDS.index(call.kind)]
        out.write(
            f"{call.chrom}:{call.pos}\t{call.ref}\t{call.ref}/{call.alt}\tPASS\t{call.depth}\t"
            f"{call.ref}={call.depth - call.alt_depth},{call.alt}={call.alt_depth}\t{call.gene}\t"
            f"{'exonic' if raw else 'intronic'}\t{raw}\n"
        )
    return out.getvalue()
