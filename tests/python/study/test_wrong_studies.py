"""Kinds of wrong study: each is refused or noted with file, place, what was expected and a remedy.

A study here is wrong in one thing. Nothing may be silent, and nothing may be a traceback.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
import SimpleITK as sitk

from radiotmb.study import StudyError, check_study, run_study

_SPEC = importlib.util.spec_from_file_location("damage", Path(__file__).with_name("damage.py"))
damage = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = damage
_SPEC.loader.exec_module(damage)

d = damage
HEADER = (
    "##fileformat=VCFv4.2\n{}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "{}\t9\t.\tA\tC\t.\t.\t.\n"
)

# What was done; then pieces of what must be said: file or entry, place, what was expected, remedy.
WRONG = {
    # the study file
    "no study file": (
        lambda study: study.file.unlink(),
        ["study.yaml", "no such file", "expected a study file (YAML)", "radiotmb init"],
    ),
    "an open bracket": (
        d.added("study.yaml", "phases: [a\n"),
        ["study.yaml", "line 28", "expected 'name: value' lines", "close every bracket"],
    ),
    "a tab": (
        d.added("study.yaml", "\tseed: 1\n"),
        ["study.yaml", "line 27", "a tab", "Indent with blanks"],
    ),
    "a list": (d.content("study.yaml", "- a\n"), ["study.yaml", "expected 'name: value' lines"]),
    "an entry twice": (
        d.added("study.yaml", "seed: 1\nseed: 2\n"),
        ["study.yaml", "line 28", "'seed' is there more than once", "Remove one of the two"],
    ),
    "Latin-1": (
        d.content("study.yaml", "name: M\xfcnchen\n".encode("latin-1")),
        ["study.yaml", "byte 7", "expected UTF-8 text", "Save it as UTF-8"],
    ),
    "a slip in an entry": (
        d.entry(germlin="germline.vcf.gz"),
        ["study.yaml", "'germlin' is no entry", "Did you mean 'germline'?", "The entries are:"],
    ),
    "a slip in an inner entry": (
        d.entry(model__treees=3),
        ["study.yaml", "'model.treees' is no entry", "Did you mean 'trees'?"],
    ),
    "a word for a number": (
        d.entry(seed="many"), ["study.yaml, seed", "'many' is not a whole number"],
    ),
    "one fold": (
        d.entry(model__outer=1), ["study.yaml, model.outer", "1 is not a number of at least 2"],
    ),
    "no such engine": (
        d.entry(engine="julia"), ["study.yaml, engine", "'julia' is not one of 'r', 'python'"],
    ),
    "no samples": (
        d.entry(samples=None), ["study.yaml", "'samples' is missing", "'samples: samples.csv'"],
    ),
    "a phase that YAML takes for true": (
        d.entry(phases__primary=[True]), ["phases.primary", "True is not text", "in quotes"],
    ),
    "a phase without a list": (
        d.entry(phases__primary="portal"), ["phases.primary", "is not a list, such as [a, b]"],
    ),
    "a phase twice": (
        d.entry(phases__primary=["portal"] * 2), ["phases.primary", "more than once", "name each"],
    ),
    "half a pair": (d.entry(phases__pair=["portal"]), ["phases.pair", "too few", "Give one value"]),
    "a pair of another phase": (
        d.entry(phases__pair=["portl", "portal"]),
        ["phases", "'portl' is no phase of primary ['portal']"],
    ),
    "no such assay": (
        d.entry(assay="stduy"), ["assay", "no preset 'stduy'", "expected one of", "Correct"],
    ),
    "an assay of a negative size": (
        d.all_of(
            d.content("own.yaml", "denominator: {megabases: -1}\n"), d.entry(assay="own.yaml")
        ),
        ["own.yaml, denominator.megabases", "-1 is not a number of more than 0"],
    ),
    "an assay with a filter that is none": (
        d.all_of(
            d.content("own.yaml", "denominator: {megabases: 1}\nfilters: [germlin]\n"),
            d.entry(assay="own.yaml"),
        ),
        ["own.yaml, filters.0", "'germlin' is not one of", "'germline'"],
    ),
    "no such extraction": (
        d.entry(extraction="stdy"), ["extraction", "no preset 'stdy'", "expected one of study"],
    ),
    "an image type that is none": (
        d.content("original.yaml", "imageType: {Origina: {}}\n"),
        ["extraction", "original.yaml", "Origina is not recognized", "'Original'"],
    ),
    "results in a file": (
        d.all_of(d.content("res", "x"), d.entry(out="res")),
        ["out", "'res' is a file", "expected a folder", "Name another folder"],
    ),
    "results over the tables": (
        d.all_of(
            lambda study: (study.folder / "tables").mkdir(),
            lambda study: (study.folder / "patients.csv").rename(
                study.folder / "tables" / "patients.csv"
            ),
            d.entry(out=".", patients="tables/patients.csv"),
        ),
        ["out", "write over patients.csv", "expected a folder of its own", "such as results"],
    ),
    # germline variants and targets
    "no germline file": (
        d.entry(germline="germ.vcf"), ["germline", "germ.vcf: no such file", "Correct the entry"],
    ),
    "no germline entry": (
        d.entry(germline=None), ["germline", "inherited variants are counted", "Name the file"],
    ),
    "a folder as germline file": (
        d.entry(germline="images"), ["germline", "images: a folder", "a file is expected"],
    ),
    "a table as germline file": (
        d.entry(germline="samples.csv"),
        ["germline", "samples.csv, line 1", "expected '##' lines", "Correct the entry 'germline'"],
    ),
    "germline chromosomes of other names": (
        d.all_of(
            d.content("g.vcf", HEADER.format("", "NC_000007.13")), d.entry(germline="g.vcf")
        ),
        ["samples.csv", "line 2", "g.vcf (NC_000007.13)", "expected the same", "Compare the chrom"],
    ),
    "germline variants of another genome": (
        d.all_of(
            d.content("g.vcf", HEADER.format("##contig=<ID=1,length=248956422>\n", "1")),
            d.entry(germline="g.vcf"),
        ),
        ["samples.csv", "line 2", "is of GRCh37", "g.vcf of GRCh38", "expected one genome build"],
    ),
    "no targets file": (d.entry(targets="p.bed"), ["targets", "p.bed: no such file", "Correct"]),
    "a VCF as targets": (
        d.entry(targets="germline.vcf.gz"),
        ["targets", "germline.vcf.gz, line 30", "not a BED line", "expected chrom, start, end"],
    ),
    "targets of other chromosomes": (
        d.all_of(d.content("p.bed", "contig_9\t1\t900\n"), d.entry(targets="p.bed")),
        ["samples.csv", "line 2", "p.bed (contig_9)", "expected the same", "Compare the chrom"],
    ),
    # the samples table
    "no samples table": (
        d.entry(samples="sampels.csv"),
        ["sampels.csv", "no such file", "expected the samples table", "the entry 'samples'"],
    ),
    "an empty table": (
        d.content("samples.csv", ""),
        ["samples.csv", "expected comma-separated columns", "Correct the file"],
    ),
    "a header alone": (
        d.rows("samples", lambda frame: frame.head(0)),
        ["samples.csv", "no rows", "expected at least one row"],
    ),
    "a column of another name": (
        d.renamed("samples", variants="vcf"),
        ["samples.csv", "no column 'variants' among patient_id, lesion, vcf", "expected a samples"],
    ),
    "the wrong table": (
        d.entry(samples="images.csv"),
        ["images.csv", "no column 'variants' among", "expected a samples table with"],
    ),
    "no lesion": (
        d.cell("samples", 0, "lesion", ""),
        ["samples.csv, line 2", "'lesion'", "an empty cell", "expected a value in every row"],
    ),
    "a sample twice": (
        d.rows("samples", damage.again),
        ["samples.csv, line 2", "duplicate", "expected each patient_id, lesion, variants once"],
    ),
    "two files of one lesion": (
        d.rows("samples", lambda f: d.again(f, variants=f["variants"][2])),
        ["samples.csv", "lines 2, 26", "has 2 rows", "expected one row", "Remove the row"],
    ),
    "one file for two lesions": (
        d.cell("samples", 1, "variants", damage.VARIANTS),
        ["samples.csv", "lines 2, 3", "expected to have its own", "Correct the column 'variants'"],
    ),
    "no patient": (
        d.cell("samples", 0, "patient_id", ""),
        ["samples.csv, line 2", "'patient_id'", "expected a value in every row"],
    ),
    "a file that is not there": (
        d.gone(damage.VARIANTS),
        ["samples.csv", "line 2", damage.VARIANTS, "no such file", "relative to the folder of"],
    ),
    "a file out of the folder": (
        d.cell("samples", 0, "variants", "../x.vcf"),
        ["samples.csv, line 2, column 'variants'", "lies outside", "allow_outside: true"],
    ),
    "kilobases for megabases": (
        d.column("samples", "callable_mb", "1200000"),
        ["samples.csv, line 2", "'callable_mb'", "expected at most 3300"],
    ),
    "callable bases of nothing": (
        d.all_of(
            d.content("own.yaml", "denominator: {kind: callable}\n"), d.entry(assay="own.yaml")
        ),
        ["samples.csv", "line 2", "there are no targets", "expected a column callable_mb", "Add"],
    ),
    # files of variants
    "an empty VCF": (
        d.content(damage.VARIANTS, ""), ["samples.csv", "line 2", "an empty file", "Correct their"],
    ),
    "text as a VCF": (
        d.content(damage.VARIANTS, "hello"),
        ["samples.csv", "line 2", "not a file of variants", "expected a VCF, BCF or MAF"],
    ),
    "a VCF without its header": (
        d.records(lambda lines: [line for line in lines if line[0] != "#"]),
        ["samples.csv", "line 2", "expected a VCF", "with its header"],
    ),
    "a VCF cut short": (
        d.cut(damage.VARIANTS, 600),
        ["samples.csv", "line 2", "cut short", "Copy the file again"],
    ),
    "a VCF without records": (
        d.records(lambda lines: [line for line in lines if line[0] == "#"]),
        ["SIM-01_primary.vcf.gz", "its burden is 0", "copy it again"],
    ),
    "a VCF without annotation": (
        d.records(damage.without_annotation),
        ["samples.csv", "line 2", "not annotated", "CSQ, ANN", "--genes GFF3 annotates them"],
    ),
    "a VCF without reads": (
        d.records(damage.without_reads),
        ["samples.csv", "line 2", "no tag gives the depth", "looked for FDP/FAO", "all-coding"],
    ),
    "a VCF of two samples": (
        d.records(damage.with_second_sample),
        ["samples.csv", "line 2", "holds 2 samples", "none was named", "the column 'sample'"],
    ),
    "a sample that the VCF has not": (
        d.column("samples", "sample", ["nobody"] + [""] * 23),
        ["samples.csv", "line 2", "no sample 'nobody'", "expected one of SIM-01_primary"],
    ),
    "a VCF of another genome": (
        d.all_of(d.records(damage.of_grch38), d.entry(germline=None)),
        ["samples.csv", "line 2 of GRCh38", "most of GRCh37", "expected one build", "lift"],
    ),
    "a sample that the MAF has not": (
        d.all_of(
            d.content("all.maf", d.MAF),
            d.column("samples", "variants", "all.maf"),
            d.column("samples", "sample", [f"S{i}" for i in range(24)]),
        ),
        ["samples.csv", "line 2", "no sample 'S0'", "expected one of T1", "Tumor_Sample_Barcode"],
    ),
    "a slip in a file's name": (
        d.cell("samples", 0, "variants", "variants/SIM-01_primry.vcf.gz"),
        ["samples.csv", "line 2", "no such file", "did you mean 'variants/SIM-01_primary.vcf.gz'"],
    ),
    "a sample as germline file": (
        d.entry(germline=d.VARIANTS),
        ["germline", "the sample of line 2", "expected variants of a population", "Name the pop"],
    ),
    "a slip in an assay": (
        d.all_of(
            d.content("own.yaml", "denominator: {megabases: 1.2}\nmin_depht: 300\n"),
            d.entry(assay="own.yaml"),
        ),
        ["own.yaml", "'min_depht' is no entry", "Did you mean 'min_depth'?", "The entries are:"],
    ),
    "targets of another size than the assay": (
        d.all_of(d.content("p.bed", "chr1\t0\t200000000\n"), d.entry(targets="p.bed")),
        ["p.bed", "its 200 Mb are not the denominator", "divided by 1.2 Mb"],
    ),
    "one patient under two identifiers": (
        d.cell("samples", 0, "patient_id", "sim-01"),
        ["samples", "'sim-01' and 'SIM-01' may be one patient", "Write each patient's"],
    ),
    # the images table
    "a phase that no scan has": (
        d.entry(phases__primary=["late"], phases__pair=["late", "portal"]),
        ["phases.primary", "no scan of the primary has the phase 'late'", "images table has: port"],
    ),
    "a phase in capitals": (
        d.cell("images", 0, "phase", "Portal"),
        ["phases.primary", "the primary's Portal", "Write 'portal' in place of 'Portal'"],
    ),
    "phases without images": (
        d.entry(images=None), ["phases", "no images table", "Name the table as 'images'"],
    ),
    "a scan twice": (
        d.rows("images", damage.again),
        ["images.csv, line 2", "duplicate", "expected each patient_id, lesion, phase once"],
    ),
    "image and mask exchanged": (
        d.rows("images", damage.exchanged),
        ["images.csv", "line 2", "swapped", "expected the scan as image", "Exchange the columns"],
    ),
    "the image as its mask": (
        d.cell("images", 0, "mask", damage.IMAGE),
        ["images.csv", "line 2", "are one file", "expected a scan and its mask", "Correct"],
    ),
    "another patient's mask": (
        d.cell("images", 0, "mask", damage.OTHER_MASK),
        ["images.csv", "lines 2, 4", "expected to have its own", "Correct the column 'mask'"],
    ),
    "a mask of another grid": (
        d.voxels(damage.MASK, damage.other_spacing),
        ["images.csv", "line 2", "the mask's grid", "1 x 1 x 1 mm", "expected a mask drawn on"],
    ),
    "an empty mask": (
        d.voxels(damage.MASK, lambda mask: mask * 0),
        ["images.csv", "line 2", "the mask is empty", "expected voxels of label 1"],
    ),
    "a mask without a margin": (
        d.voxels(damage.MASK, lambda mask: mask * 0 + 1),
        ["SIM-01_primary_portal_mask.nii.gz", "every voxel", "the grid of the whole image"],
    ),
    "a slip in a column that need not be there": (
        d.column("images", "lable", "1"),
        ["images.csv", "column 'lable' is not read", "expected 'label'", "Rename it"],
    ),
    "a label that is not there": (
        d.column("images", "label", ["7"] + [""] * 23),
        ["images.csv", "line 2", "no voxel has label 7", "expected one of 1"],
    ),
    "a scan of two times": (
        d.voxels(damage.IMAGE, lambda image: sitk.JoinSeries([image, image])),
        ["images.csv", "line 2", "4 dimensions", "expected a three-dimensional image", "Save one"],
    ),
    "a scan cut short": (
        d.cut(damage.IMAGE, 300),
        ["images.csv", "line 2", damage.IMAGE, "ends early", "Copy it again"],
    ),
    "text as a scan": (
        d.content(damage.IMAGE, "hello"),
        ["images.csv", "line 2", "not readable as an image", "expected NIfTI", "Export it again"],
    ),
    "a scan in metres": (
        d.all_of(d.voxels(d.IMAGE, d.in_metres), d.voxels(d.MASK, d.in_metres)),
        ["SIM-01_primary_portal.nii.gz", "0.00068 x 0.00068 x 0.005 mm", "expected 0.05 to 20 mm"],
    ),
    "no sample of a scanned lesion": (
        d.rows("samples", lambda frame: frame[frame["lesion"] == "primary"]),
        ["metastasis portal", "no patient has a sequenced lesion", "Compare the identifiers"],
    ),
    "a folder without DICOM": (
        d.all_of(
            lambda study: (study.folder / "images/dcm").mkdir(),
            d.cell("images", 0, "image", "images/dcm"),
        ),
        ["images.csv", "line 2", "no DICOM file in the folder", "or a DICOM series folder"],
    ),
    "three patients with scans": (
        d.rows("images", lambda frame: frame.head(6)),
        ["primary portal", "3 patients", "fewer folds or no model"],
    ),
    # patients
    "identifiers with other zeros": (
        d.column("images", "patient_id", lambda ids: ids.str.replace("-", "-0")),
        ["images", "SIM-01 (SIM-001?)", "Write each patient's identifier alike"],
    ),
    "identifiers with a blank": (
        d.column("patients", "patient_id", lambda ids: ids + " "),
        ["patients", "SIM-01 (SIM-01 ?)", "Write each patient's identifier alike"],
    ),
    "half of the patients": (
        d.rows("patients", lambda frame: frame.head(6)),
        ["patients", "6 of 12 patients of samples have no row", "add their rows"],
    ),
    "a patient who was not sequenced": (
        d.cell("images", 0, "patient_id", "SIM-99"),
        ["images", "SIM-99", "They are not used"],
    ),
    "a patient twice": (
        d.rows("patients", damage.again),
        ["patients.csv, line 2", "'SIM-01'", "expected each value once"],
    ),
    "follow-up under another name": (
        d.renamed("patients", os_days="followup"),
        ["patients", "no column 'os_days'", "survival is not analysed", "It has: patient_id, foll"],
    ),
    "capitals": (
        d.renamed("patients", os_days="OS_days"),
        ["patients.csv", "column 'OS_days' was read as 'os_days'"],
    ),
    "negative days": (
        d.cell("patients", 0, "os_days", "-3"),
        ["patients.csv, line 2", "'os_days'", "expected at least 0"],
    ),
    "dates for days": (
        d.column("patients", "os_days", "2020-01-01"),
        ["patients.csv, line 2", "'os_days'", "'2020-01-01'", "expected a number"],
    ),
    "months for days": (
        d.column("patients", "os_days", [str(10 + i) for i in range(12)]),
        ["patients", "'os_days' is at most 21", "days are expected", "Multiply months"],
    ),
    "a spreadsheet's dates for days": (
        d.column("patients", "os_days", [str(43831 + i) for i in range(12)]),
        ["patients", "line 13", "'os_days' is 43842", "expected days", "subtract the day"],
    ),
    "a word among numbers": (
        d.cell("patients", 2, "age", "unknown"),
        ["group_variables", "'age' holds numbers and 'unknown' in line 4", "an empty cell"],
    ),
    "an infinite age": (
        d.cell("patients", 2, "age", "inf"),
        ["group_variables", "'age' holds an infinite value in line 4", "leave it out"],
    ),
    "one group in two spellings": (
        d.column("patients", "sex", ["f", "F", "m"] * 4),
        ["patients", "'sex' holds 'f' and 'F'", "Write each group in one way"],
    ),
    "1 and 2 for alive and dead": (
        d.column("patients", "os_event", ["1", "2"] * 6),
        ["patients.csv, line 3", "'os_event'", "expected one of 0, 1"],
    ),
    "nobody died": (
        d.column("patients", "os_event", "0"),
        ["patients", "'os_event' is 0 for every patient", "exchange them"],
    ),
    "a decimal comma": (
        d.column("patients", "age", lambda ages: ages + ",5"),
        ["patients.csv", "decimal commas were read as decimal points in 'age'"],
    ),
    "semicolons": (
        d.text("patients.csv", ",", ";"), ["patients.csv", "separated by semicolons"],
    ),
    "a column twice": (
        d.text("patients.csv", "age,sex", "age,age"),
        ["patients.csv", "'age'", "expected each column name once", "Rename or remove"],
    ),
    "a row too long": (
        d.text("patients.csv", "SIM-01,", "SIM-01,,"),
        ["patients.csv, line 2", "6 cells in a row", "expected 5", "double quotes"],
    ),
    "a workbook that is none": (
        d.all_of(d.content("p.xlsx", "junk"), d.entry(patients="p.xlsx")),
        ["p.xlsx", "not readable as a table", "Correct the file"],
    ),
    "a group variable that is none": (
        d.entry(group_variables=["aeg"]),
        ["group_variables", "no column 'aeg'", "It has: patient_id, os_days"],
    ),
    "dates as groups": (
        d.all_of(
            d.column("patients", "operated", "2020-03-01"), d.entry(group_variables=["operated"])
        ),
        ["group_variables", "'operated' holds dates", "Give days, years or a few groups"],
    ),
    "a text of its own for each patient": (
        d.all_of(
            d.column("patients", "remark", [f"remark {i}" for i in range(12)]),
            d.entry(group_variables=["remark"]),
        ),
        ["group_variables", "'remark' holds 12 different texts", "more than 8 groups", "leave it"],
    ),
    "surnames": (
        d.all_of(
            d.column("patients", "surname", [f"Meier {i}" for i in range(12)]),
            d.entry(group_variables=None),
        ),
        ["patients", "'surname' seems to identify patients", "is not compared"],
    ),
    "survival as a group variable": (
        d.entry(group_variables=["os_days"]),
        ["group_variables", "'os_days' is no clinical variable", "Leave it out"],
    ),
    "five permutations": (
        d.entry(model__permutations=5),
        ["model.permutations", "no p-value can be below 0.17", "Give 1000"],
    ),
}  # fmt: skip


def said_of(file: Path) -> tuple[str, int]:
    """All that a check says, and its status."""
    try:
        check = check_study(file)
    except StudyError as error:
        return str(error), error.exit_status
    for note in check.notes:
        assert note.subject
        assert note.remedy or note.level == "info", note
    return " | ".join(map(str, check.notes)), check.status


def test_the_sound_study_has_nothing_to_be_said_of(sound_folder):
    assert said_of(sound_folder / "study.yaml") == ("", 0)


def test_there_are_more_than_sixty_kinds():
    assert len(WRONG) >= 60


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_study_is_told_by_name(kind, portal_study):
    harm, pieces = WRONG[kind]
    harm(portal_study)
    said, status = said_of(portal_study.file)
    assert [piece for piece in pieces if piece not in said] == [], said
    assert status in (1, 2)
    assert "Traceback" not in said
    assert "Error:" not in said


@pytest.mark.parametrize(
    "kind", ["a slip in an entry", "no germline file", "a header alone", "image and mask exchanged"]
)
def test_a_run_refuses_what_the_check_calls_an_error(kind, portal_study):
    harm, pieces = WRONG[kind]
    harm(portal_study)
    results = portal_study.folder / "results"
    (results / ".finished").mkdir(parents=True)
    (results / "report.html").write_text("the earlier report")
    with pytest.raises(StudyError) as refused:
        run_study(portal_study.file)
    said = str(refused.value)
    assert [piece for piece in pieces if piece not in said] == [], said
    assert refused.value.as_dict()["class"] == "StudyError"
    assert (results / "report.html").read_text() == "the earlier report"
