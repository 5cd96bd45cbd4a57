"""A resource that is given is used, refused or named in a note."""

import gzip

import pysam.bcftools
import pytest

from radiotmb.errors import InputError
from radiotmb.tmb import burden_of_files, describe_spectrum, read_assay

STUDY = read_assay("study")
CALL = "GT:AD:DP 0/1:300,200:500"
SITES = [("chr12", 25245350), ("chr17", 7674220), ("chr2", 5000)]


def tumour(tables, write, sites=SITES, head=(), info=""):
    rows = [f"{c} {p} C T PASS {info}CSQ={tables.vep()} {CALL}" for c, p in sites]
    return write("tumour.vcf", tables.vcf(rows, head=head))


def population(write, rows, name="pop.vcf", frequency=True, head=""):
    text = "##fileformat=VCFv4.2\n" + head
    text += "".join(f"##contig=<ID={c}>\n" for c in dict.fromkeys(row.split()[0] for row in rows))
    if frequency:
        text += '##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n'
    text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    for row in rows:
        chrom, pos, ref, alt, info = row.split()
        text += f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\t{info}\n"
    return write(name, text)


GNOMAD = [
    "chr2 5000 C T AF=0.31", "chr12 25245350 C T AF=4e-06", "chr17 7674220 C A,T AF=0.2,1.2e-05",
]  # fmt: skip


def verdicts(path, **options):
    return (
        burden_of_files([path], options.pop("assay", STUDY), **options).variants["verdict"].tolist()
    )


def test_a_rare_variant_is_no_germline_variant_because_gnomad_lists_it(tables, write):
    path, listed = tumour(tables, write), population(write, GNOMAD)
    assert verdicts(path, germline=listed) == ["counted", "counted", "germline"]
    own = "denominator: {kind: fixed, megabases: 1.2}\ngermline: {population_frequency: 1.0e-6}\n"
    assert (
        verdicts(path, germline=listed, assay=read_assay(write("o.yaml", own))) == ["germline"] * 3
    )
    bare = population(write, [row.rsplit(" ", 1)[0] + " ." for row in GNOMAD], "b.vcf", False)
    assert verdicts(path, germline=bare) == ["germline"] * 3


@pytest.mark.parametrize("kind", ["csi", "bcf", "plain bcf", "tbi"])
def test_every_index_and_bcf_are_read(tables, write, tmp_path, kind):
    vcf = population(write, GNOMAD)
    if kind in ("tbi", "csi"):
        listed = pysam.tabix_index(str(vcf), preset="vcf", csi=kind == "csi", force=True)
    else:
        listed = str(tmp_path / "pop.bcf")
        with (
            pysam.VariantFile(str(vcf)) as source,
            pysam.VariantFile(listed, "wb", header=source.header) as target,
        ):
            for record in source:
                target.write(record)
        if kind == "bcf":
            pysam.bcftools.index(listed)
    assert verdicts(tumour(tables, write), germline=listed) == ["counted", "counted", "germline"]


def test_nothing_in_common_is_refused(tables, write):
    path = tumour(tables, write)
    foreign = population(write, [row.replace("chr", "NC_") for row in GNOMAD])
    with pytest.raises(InputError, match="no variant lies on a chromosome of the germline"):
        verdicts(path, germline=foreign)
    for bed in ("NC_000001.10\t1\t9\n", "chr7\t1\t999999\n"):
        with pytest.raises(InputError, match="no variant lies in the targets"):
            verdicts(path, targets=write("t.bed", bed))
    with pytest.raises(InputError, match="no such file"):
        verdicts(path, exclude="absent.bed")


def test_another_genome_build_is_refused(tables, write):
    length = "##contig=<ID=chr12,length=133275309>"
    path = tumour(tables, write, head=[length])
    for head in ("##reference=file:///x/hg19.fa\n", "##contig=<ID=chr1,length=249250621>\n"):
        with pytest.raises(InputError, match="is of GRCh37, the variants are of GRCh38"):
            verdicts(path, germline=population(write, GNOMAD, head=head))
    with pytest.raises(InputError, match="ends at 133275310"):
        verdicts(path, targets=write("t.bed", "chr12\t1\t133275310\n"))


def test_sites_that_never_count(tables, write):
    path = tumour(tables, write)
    bed = write("sites.bed", "17\t7674219\t7674220\n")
    vcf = population(write, ["12 25245350 C T .", "17 7674220 C A ."], frequency=False)
    assert verdicts(path, exclude=bed) == ["counted", "exclude", "counted"]
    assert verdicts(path, exclude=vcf) == ["exclude", "counted", "counted"]


def test_mitochondrion_and_unplaced_contigs_do_not_count_without_targets(tables, write):
    sites = [("chr1", 5), ("chrM", 5), ("chrUn_KI270742v1", 5), ("GL000220.1", 5), ("X", 5)]
    path = tumour(tables, write, sites)
    assert verdicts(path) == ["counted", "outside", "outside", "outside", "counted"]
    assert verdicts(path, assay=STUDY.changed({"contigs": "all"})) == ["counted"] * 5
    assert verdicts(path, targets=write("t.bed", "MT\t0\t9\n")).count("counted") == 1


def test_targets_and_alignments_that_are_no_denominator_are_named(tables, write):
    path, bed = (
        tumour(tables, write),
        write("t.bed", "".join(f"{c}\t0\t30000000\n" for c, _ in SITES)),
    )
    found = burden_of_files([path], STUDY, targets=bed)
    assert found.burden[["megabases", "denominator"]].values.tolist() == [[1.2, "fixed"]]
    assert any("90 Mb are not the denominator" in note for note in found.notes)
    sized = burden_of_files([path], STUDY.changed({"denominator": "bed"}), targets=bed)
    assert sized.burden[["megabases", "denominator"]].values.tolist() == [[90, "bed"]]
    with pytest.raises(InputError, match="no such file"):
        burden_of_files([path], STUDY, targets=bed, alignments="absent.bam")
    present = burden_of_files([path], STUDY, alignments=write("x.bam", "x"))
    assert any("--denominator callable" in note for note in present.notes)


def test_a_preset_without_a_size_of_its_own_says_which_it_took(tables, write):
    path, bed = (
        tumour(tables, write),
        write("t.bed", "".join(f"{c}\t0\t30000000\n" for c, _ in SITES)),
    )
    all_coding = read_assay("all-coding")
    assert any("no size of its own" in note for note in burden_of_files([path], all_coding).notes)
    for options, size in (({"targets": bed}, 90.0), ({}, 38.0)):
        assay = all_coding if options else all_coding.with_megabases(38)
        found = burden_of_files([path], assay, **options)
        assert found.burden["megabases"].tolist() == [size]
        assert not any("no size of its own" in note for note in found.notes)


def test_a_germline_file_that_no_filter_asks_is_named(tables, write):
    found = burden_of_files(
        [tumour(tables, write)], read_assay("all-coding"), germline=population(write, GNOMAD)
    )
    assert any("no filter 'germline'" in note for note in found.notes)


LOG = 'Number=A,Type=Float,Description="negative log 10 population allele frequencies"'
FREQUENCY = (
    "denominator: {kind: fixed, megabases: 1}\ngermline: {info_tag: %s, max_frequency: 0.01}\n"
)


@pytest.mark.parametrize(
    ("tag", "declared", "value", "expected"),
    [
        ("POPAF", LOG,
         "6.00", 1),
        ("POPAF", LOG,
         "0.52", 0),
        ("DB", "Number=0,Type=Flag,Description=\"dbSNP\"", None, 0),
        ("gnomAD", "Number=.,Type=String,Description=\"x\"", "1.7e-05&0.3", 0),
        ("gnomAD", "Number=.,Type=String,Description=\"x\"", "1.7e-05&1e-6", 1),
        ("AF1", "Number=A,Type=Float,Description=\"x\"", ".", 1),
    ],
)  # fmt: skip
def test_frequencies_as_they_are_written(tables, write, tag, declared, value, expected):
    info = f"{tag};" if value is None else f"{tag}={value};"
    path = tumour(tables, write, [("chr1", 5)], [f"##INFO=<ID={tag},{declared}>"], info)
    found = burden_of_files([path], read_assay(write("f.yaml", FREQUENCY % tag)))
    assert found.burden["mutations"].tolist() == [expected]


def test_a_frequency_over_1_is_refused(tables, write):
    head = ['##INFO=<ID=PF,Number=A,Type=Float,Description="x">']
    path = tumour(tables, write, [("chr1", 5)], head, "PF=6;")
    with pytest.raises(InputError, match="PF is 6"):
        burden_of_files([path], read_assay(write("f.yaml", FREQUENCY % "PF")))


def test_the_frequency_is_the_called_alleles(tables, write):
    entries = [tables.vep("A", gnomADe_AF="0.30", ALLELE_NUM="1"), tables.vep(ALLELE_NUM="2")]
    call = "GT:AD:DP 0/2:500,0,400:900"
    path = write("s.vcf", tables.vcf([f"chr1 5 C A,T PASS CSQ={','.join(entries)} {call}"]))
    assay = read_assay(write("f.yaml", FREQUENCY % "CSQ/gnomADe_AF"))
    assert verdicts(path, assay=assay) == ["absent", "counted"]
    both = tables.vep(gnomADe_AF="1e-5&0.2")
    path = write("s.vcf", tables.vcf([f"chr1 5 C T PASS CSQ={both} {CALL}"]))
    assert verdicts(path, assay=assay) == ["germline"]


def test_what_the_caller_calls_germline_or_loh_does_not_count(tables, write):
    varscan = '##INFO=<ID=SS,Number=1,Type=String,Description="Somatic status of variant">'
    vardict = '##INFO=<ID=STATUS,Number=1,Type=String,Description="Somatic or germline status">'
    for head, tag, said in (
        (varscan, "SS", {"1": 0, "2": 1, "3": 0, "5": 1}),
        (vardict, "STATUS", {"Germline": 0, "StrongLOH": 0, "LikelyLOH": 0, "StrongSomatic": 1}),
    ):
        for value, expected in said.items():
            path = tumour(tables, write, [("chr1", 5)], [head], f"{tag}={value};")
            assert verdicts(path) == ["counted" if expected else "status"], value
    rows = [f"K 1 {i} Missense_Mutation C T S 500 200 {said}" for i, said in
            enumerate(("Somatic", "Germline", "LOH", "None"), 1)]  # fmt: skip
    path = write("m.maf", tables.maf(rows, "Mutation_Status"))
    assert verdicts(path) == ["counted", "status", "status", "counted"]


def test_a_no_call_denies_nothing_and_a_denied_allele_with_reads_is_told(tables, write):
    rows = [
        f"chr1 {100 + i} C T PASS CSQ={tables.vep()} GT:AD:DP {genotype}:400,100:500"
        for i, genotype in enumerate(("0/0", "./.", ".", "0/1"))
    ]
    found = burden_of_files([write("s.vcf", tables.vcf(rows))], STUDY)
    assert found.variants["verdict"].tolist() == ["absent", "counted", "counted", "counted"]
    assert any("1 variant with reads was left out" in note for note in found.notes)


def test_strand_and_position_bias(tables, write):
    head = [f'##INFO=<ID={tag},Number=1,Type=Float,Description="x">' for tag in ("FS", "RPBZ")]
    rows = [
        f"chr1 {100 + i} C T PASS FS={fs};RPBZ={rp};CSQ={tables.vep()} {CALL}"
        for i, (fs, rp) in enumerate(((0, 0.1), (61, 0), (1, -5.2), (1, ".")))
    ]
    path = write("s.vcf", tables.vcf(rows, head=head))
    assay = STUDY.changed({"max_strand_bias": 60, "max_position_bias": 5})
    assert verdicts(path, assay=assay) == ["counted", "bias", "bias", "counted"]
    with pytest.raises(InputError, match="no INFO tag FS"):
        verdicts(tumour(tables, write), assay=assay)


def test_a_preset_that_does_not_fit_a_file_says_so(tables, write):
    rows = [f"chr1 {i} C T PASS CSQ={tables.vep()} GT:AD:DP 0/1:30,20:50" for i in range(1, 31)]
    files = [write(f"{name}.vcf", tables.vcf(rows)) for name in ("s", "t", "u")]
    notes = burden_of_files(files[:1], STUDY).notes
    assert any("s.vcf: 30 of 30 variants have a depth below 300" in note for note in notes)
    found = burden_of_files(files, STUDY)
    (note,) = [note for note in found.notes if "have a depth below 300" in note]
    assert note.startswith("3 files: 90 of 90 variants")
    assert "(s.vcf: 30 of 30, t.vcf: 30 of 30, u.vcf: 30 of 30)" in note
    assert found.dropped.values.tolist() == [[file.name, "too shallow", 30, 30] for file in files]


def test_hints_describe_and_do_not_diagnose(tables, write):
    rows = [
        f"chr1 {10 * i} CA C PASS CSQ={tables.vep('-', 'frameshift_variant')} {CALL}"
        for i in range(1, 11)
    ]
    rows += [f"chr1 {10 * i} C A PASS CSQ={tables.vep('A')} {CALL}" for i in range(20, 40)]
    row = describe_spectrum(burden_of_files([write("s.vcf", tables.vcf(rows))], STUDY)).iloc[0]
    assert (row.counted, row.indel_share, row.c_to_a_share) == (30, pytest.approx(1 / 3), 1)
    assert row.mutation_rate == "hypermutated"
    assert "mismatch repair" in row.hint


def test_a_bcf_in_plain_gzip_is_named(tables, write, tmp_path):
    vcf, bcf = population(write, GNOMAD), tmp_path / "pop.bcf"
    with (
        pysam.VariantFile(str(vcf)) as source,
        pysam.VariantFile(str(bcf), "wb", header=source.header) as target,
    ):
        for record in source:
            target.write(record)
    plain = write("plain.bcf", gzip.compress(gzip.decompress(bcf.read_bytes())))
    path = tumour(tables, write)
    with pytest.raises(InputError, match="not readable as BCF") as raised:
        verdicts(path, germline=plain)
    assert raised.value.file == str(plain)
