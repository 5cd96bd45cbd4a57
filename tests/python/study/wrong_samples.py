"""Samples tables that are wrong, and the files of variants they name."""

from __future__ import annotations

import damage as d

# What was done; then pieces of what must be said: file or entry, place, what was expected, remedy.
WRONG = {
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
        d.rows("samples", d.again),
        ["samples.csv, line 2", "duplicate", "expected each patient_id, lesion, variants once"],
    ),
    "two files of one lesion": (
        d.rows("samples", lambda f: d.again(f, variants=f["variants"][2])),
        ["samples.csv", "lines 2, 26", "has 2 rows", "expected one row", "Remove the row"],
    ),
    "one file for two lesions": (
        d.cell("samples", 1, "variants", d.VARIANTS),
        ["samples.csv", "lines 2, 3", "expected to have its own", "Correct the column 'variants'"],
    ),
    "no patient": (
        d.cell("samples", 0, "patient_id", ""),
        ["samples.csv, line 2", "'patient_id'", "expected a value in every row"],
    ),
    "a file that is not there": (
        d.gone(d.VARIANTS),
        ["samples.csv", "line 2", d.VARIANTS, "no such file", "relative to the folder of"],
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
        d.content(d.VARIANTS, ""), ["samples.csv", "line 2", "an empty file", "Correct their"],
    ),
    "text as a VCF": (
        d.content(d.VARIANTS, "hello"),
        ["samples.csv", "line 2", "not a file of variants", "expected a VCF, BCF or MAF"],
    ),
    "a VCF without its header": (
        d.records(lambda lines: [line for line in lines if line[0] != "#"]),
        ["samples.csv", "line 2", "expected a VCF", "with its header"],
    ),
    "a VCF cut short": (
        d.cut(d.VARIANTS, 600),
        ["samples.csv", "line 2", "cut short", "Copy the file again"],
    ),
    "a VCF without records": (
        d.records(lambda lines: [line for line in lines if line[0] == "#"]),
        ["SIM-01_primary.vcf.gz", "its burden is 0", "copy it again"],
    ),
    "a VCF without annotation": (
        d.records(d.without_annotation),
        ["samples.csv", "line 2", "not annotated", "CSQ, ANN", "--genes GFF3 annotates them"],
    ),
    "a VCF without reads": (
        d.records(d.without_reads),
        ["samples.csv", "line 2", "no tag gives the depth", "looked for FDP/FAO", "all-coding"],
    ),
    "a VCF of two samples": (
        d.records(d.with_second_sample),
        ["samples.csv", "line 2", "holds 2 samples", "none was named", "the column 'sample'"],
    ),
    "a sample that the VCF has not": (
        d.column("samples", "sample", ["nobody"] + [""] * 23),
        ["samples.csv", "line 2", "no sample 'nobody'", "expected one of SIM-01_primary"],
    ),
    "a VCF of another genome": (
        d.all_of(d.records(d.of_grch38), d.entry(germline=None)),
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
}  # fmt: skip
