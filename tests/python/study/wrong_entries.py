"""Entries of a study file that are wrong, its germline variants and its targets."""

from __future__ import annotations

import damage as d

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
}  # fmt: skip
