"""What people do to a study without meaning it: each returns a function that does it to one."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pandas as pd
import SimpleITK as sitk

Damage = Callable[[Any], object]

VARIANTS = "variants/SIM-01_primary.vcf.gz"
IMAGE = "images/SIM-01_primary_portal.nii.gz"
MASK = "images/SIM-01_primary_portal_mask.nii.gz"
MAF = (
    "Hugo_Symbol\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\t"
    "Variant_Classification\tTumor_Sample_Barcode\tt_ref_count\tt_alt_count\n"
    "KRAS\t12\t25398284\tC\tT\tMissense_Mutation\tT1\t400\t200\n"
)
OTHER_MASK = "images/SIM-02_primary_portal_mask.nii.gz"


def entry(**entries: Any) -> Damage:
    """Entries of the study file; ``model__outer`` is one inside another."""
    named = {name.replace("__", "."): value for name, value in entries.items()}
    return lambda study: study.edit(named)


def content(name: str, content: str | bytes) -> Damage:
    """A file's whole content."""
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda study: (study.folder / name).write_bytes(raw)


def text(name: str, old: str, new: str) -> Damage:
    """A piece of a text file."""
    return lambda study: study.text(name, lambda whole: whole.replace(old, new))


def added(name: str, more: str) -> Damage:
    """Text at a file's end."""
    return lambda study: study.text(name, lambda whole: whole + more)


def cell(table: str, row: int, column: str, value: str) -> Damage:
    """One cell of a table; rows count from 0, so that row 0 is line 2."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[row, column] = value
        return frame

    return lambda study: study.table(table, change)


def column(table: str, name: str, values: Any) -> Damage:
    """A column of a table: one value for all rows, a list, or a function of the column."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(**{name: values(frame[name]) if callable(values) else values})

    return lambda study: study.table(table, change)


def renamed(table: str, **names: str) -> Damage:
    """Other names for columns."""
    return lambda study: study.table(table, lambda frame: frame.rename(columns=names))


def rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Damage:
    """Other rows."""
    return lambda study: study.table(table, change)


def again(frame: pd.DataFrame, row: int = 0, **other: str) -> pd.DataFrame:
    """A table whose row is there once more, with some other values."""
    return pd.concat([frame, frame.iloc[[row]].assign(**other)], ignore_index=True)


def exchanged(frame: pd.DataFrame) -> pd.DataFrame:
    """Images and masks in each other's column."""
    return frame.assign(image=frame["mask"], mask=frame["image"])


def gone(name: str) -> Damage:
    """A file that is not there."""
    return lambda study: (study.folder / name).unlink()


def cut(name: str, length: int) -> Damage:
    """A file that ends early."""

    def shorten(study: Any) -> None:
        path = study.folder / name
        path.write_bytes(path.read_bytes()[:length])

    return shorten


def records(change: Callable[[list[str]], list[str]], name: str = VARIANTS) -> Damage:
    """The lines of a VCF."""

    def rewrite(study: Any) -> None:
        path = study.folder / name
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        path.write_text("\n".join(change(lines)) + "\n")

    return rewrite


def voxels(name: str, change: Callable[[sitk.Image], sitk.Image]) -> Damage:
    """The image in a volume's file."""

    def rewrite(study: Any) -> None:
        path = str(study.folder / name)
        sitk.WriteImage(change(sitk.ReadImage(path)), path)

    return rewrite


def all_of(*damages: Damage) -> Damage:
    """Several things at once."""

    def each(study: Any) -> None:
        for damage in damages:
            damage(study)

    return each


def other_spacing(image: sitk.Image) -> sitk.Image:
    """The same voxels, 1 mm apart."""
    image.SetSpacing((1.0, 1.0, 1.0))
    return image


def in_metres(image: sitk.Image) -> sitk.Image:
    """The same voxels with their sizes in metres."""
    image.SetSpacing([size / 1000 for size in image.GetSpacing()])
    return image


def without_annotation(lines: list[str]) -> list[str]:
    """A VCF whose annotation has another name."""
    return [line.replace("FUNC=", "NOTE=").replace("ID=FUNC", "ID=NOTE") for line in lines]


def without_reads(lines: list[str]) -> list[str]:
    """A VCF with genotypes alone."""
    kept = [line for line in lines if not line.startswith(("##INFO=<ID=A", "##FORMAT", "##INFO"))]
    kept.insert(1, '##INFO=<ID=FUNC,Number=.,Type=String,Description="Functional Annotations">')
    found = []
    for line in kept:
        cells = line.split("\t")
        if not line.startswith("#"):
            cells[7] = "FUNC=" + cells[7].split("FUNC=")[1]
            cells[8:] = ["GT", cells[9].split(":")[0]]
        found.append("\t".join(cells))
    return found


def with_second_sample(lines: list[str]) -> list[str]:
    """A VCF of two samples, of which neither says that it is the tumour."""
    found = []
    for line in lines:
        last = "B" if line.startswith("#CHROM") else line.split("\t")[-1]
        found.append(line if line.startswith("##") else f"{line}\t{last}")
    return found


def of_grch38(lines: list[str]) -> list[str]:
    """A VCF whose header has chromosome 1 of GRCh38."""
    kept = [line for line in lines if not line.startswith(("##contig", "##reference"))]
    return [kept[0], "##contig=<ID=chr1,length=248956422>", *kept[1:]]
