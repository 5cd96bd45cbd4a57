"""A file in which a filter found nothing to go by is refused; what was dropped is said."""

from collections import Counter
from pathlib import Path

import pytest

from radiotmb.errors import InputError
from radiotmb.runtime.notes import collect_notes
from radiotmb.tmb import burden_of_files, lines, read_assay
from radiotmb.tmb.refusals import refuse_silence, say_what_was_dropped

FILE = Path("s.vcf")
MAF = (
    "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t"
    "Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count\n"
    "APC\t5\t1000\tC\tT\tNonsense_Mutation\tS\t300\t200\n"
)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"asked for reads": 3, "without reads": 3}, "no variant has a value in the tags"),
        ({"asked for a consequence": 3}, "no variant carries the annotation"),
        ({"asked for targets": 3}, "no variant lies in the targets"),
        ({"asked for germline": 3}, "no variant lies on a chromosome of the germline"),
    ],
)
def test_a_filter_that_found_nothing_to_go_by_stops_the_file(counts, said):
    with pytest.raises(InputError, match=said) as raised:
        refuse_silence(FILE, Counter(counts))
    assert raised.value.file == str(FILE)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"asked for reads": 3, "without reads": 2}, "2 variants without a value"),
        ({"absent with reads": 4}, "4 variants with reads were left out"),
        ({"not primary": 5}, "5 variants of the mitochondrion"),
        ({"with a depth": 40, "too shallow": 39}, "39 of 40 variants have a depth below 300"),
    ],
)
def test_what_was_dropped_is_noted(counts, said):
    with collect_notes() as notes:
        found = say_what_was_dropped([(FILE, Counter(counts))], read_assay("study"))
    assert [said in str(note) for note in notes] == [True]
    assert [note.subject for note in notes] == ["s.vcf"]
    ((file, _, variants, _),) = found
    assert (file, str(variants)) == ("s.vcf", said.split()[0])


def test_of_several_files_there_is_one_note_a_kind_that_counts_all():
    # 36 of 40 are not more than nine tenths: the first file fits.
    files = [
        (Path(f"{shallow}.vcf"), Counter({"with a depth": 40, "too shallow": shallow}))
        for shallow in (36, 37, 38, 39, 40)
    ]
    files += [(Path("one.vcf"), Counter({"not primary": 5}))]
    files += [(Path("37.vcf"), files[1][1]), (Path("a.vcf"), files[4][1])]
    with collect_notes() as notes:
        found = say_what_was_dropped(files, read_assay("study"))
    other, shallow = notes
    assert str(other).startswith("one.vcf: 5 variants of the mitochondrion")
    assert str(shallow) == (
        "5 files: 231 of 240 variants have a depth below 300: preset 'study' does not fit these "
        "files (37.vcf: 74 of 80, 38.vcf: 38 of 40, 39.vcf: 39 of 40, 40.vcf: 40 of 40, a.vcf: 40 "
        "of 40). Choose a preset made for such data, or set min_depth"
    )
    assert found == [
        ("one.vcf", "not primary", 5, None),
        ("37.vcf", "too shallow", 74, 80),
        *((f"{n}.vcf", "too shallow", n, 40) for n in (38, 39, 40)),
        ("a.vcf", "too shallow", 40, 40),
    ]


def test_of_a_file_that_was_read_as_it_stands_nothing_is_said():
    asked = {"asked for reads": 30, "with a depth": 30, "too shallow": 5}
    asked |= {"asked for a consequence": 40, "with a consequence": 40}
    with collect_notes() as notes:
        refuse_silence(FILE, Counter(asked))
        assert say_what_was_dropped([(FILE, Counter(asked))], read_assay("study")) == []
    assert not list(notes)


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x9b", "\u2028"])
@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("APC", "'gene' of a variant"),
        ("\t5\t", "'chrom' of a variant"),
        ("\tT\t", "'alt' of a variant"),
        ("\tS\t", "the name of a sample"),
    ],
)
def test_a_control_character_is_refused_where_it_would_stand_in_a_table(
    letter, where, said, tmp_path
):
    file = tmp_path / "a.maf"
    file.write_text(MAF.replace(where, where.rstrip("\t") + letter + "\t" * (where[-1] == "\t")))
    with pytest.raises(InputError, match=f"{said} holds a control character") as refused:
        burden_of_files([file], read_assay("study"))
    assert str(refused.value).isprintable()


def several_blocks(path: Path, last: str = "APC") -> Path:
    """A MAF of several blocks: in the first, two classes are one term, in the last one is left."""
    head, row = MAF.splitlines(keepends=True)
    classes = ("Frame_Shift_Del", "Frame_Shift_Ins", "Silent", "Nonsense_Mutation")
    rows = [
        row.replace("1000", str(1000 + n)).replace(
            "Nonsense_Mutation", classes[n % 4 if n < 100 else 0]
        )
        for n in range(200)
    ]
    path.write_text(head + "".join(rows[:-1]) + rows[-1].replace("APC", last))
    return path


def test_a_file_of_several_blocks_is_asked_for_each_of_its_texts(monkeypatch, tmp_path):
    for name in ("_FIRST", "_BLOCK"):
        monkeypatch.setattr(lines, name, 4096)
    found = burden_of_files(several_blocks(tmp_path / "a.maf"), keep="all")
    assert found.variants["consequence"].value_counts().to_dict() == {
        "frameshift_variant": 150,
        "synonymous_variant": 25,
        "stop_gained": 25,
    }
    hidden = several_blocks(tmp_path / "b.maf", "APC\x1b")
    with pytest.raises(InputError, match="'gene' of a variant holds a control character"):
        burden_of_files(hidden, keep="all")


def test_a_name_that_cannot_stand_in_a_table_is_no_patient(tmp_path):
    file = Path(bytes(tmp_path).decode() + "/P\udcff.tsv")
    file.write_text(
        "##locus\ttype\tref\tlength\tgenotype\tfilter\tpvalue\tcoverage\tallele_coverage\n"
    )
    with pytest.raises(InputError, match="bytes that are no UTF-8.*Rename it"):
        burden_of_files([file], read_assay("study"))
