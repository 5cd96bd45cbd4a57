"""What can be known of a file of variants before its records are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.tmb.alleles import is_primary, plain_chrom
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.formats import file_kind, open_variants
from radiotmb.tmb.formats.vcf_header import read_header
from radiotmb.tmb.germline import is_bed
from radiotmb.tmb.intervals import read_bed
from radiotmb.tmb.lines import read_lines
from radiotmb.tmb.refusals import note_empty, refuse_missing
from radiotmb.tmb.resources import Resources

_BARCODE = b"tumor_sample_barcode"
_RECORDS = 400  # of a file whose header names no contigs


@dataclass(frozen=True)
class Places:
    """The chromosomes that a resource covers, under their plain names, and its genome build.

    Attributes
    ----------
    path : Path
    what : {"germline", "targets"}
    chromosomes : frozenset of str
        Empty where neither header nor first records tell.
    build : str, optional

    Examples
    --------
    >>> Places(Path("panel.bed"), "targets", frozenset({"7", "12"})).build is None
    True
    """

    path: Path
    what: str
    chromosomes: frozenset[str]
    build: str | None = None


def read_places(resources: Resources) -> list[Places]:
    """The chromosomes of the germline file and of the targets, where they are given.

    Of a VCF the header and the first records are read, of a BED the whole file.

    Raises
    ------
    InputError
        Where one of them is not what it should be.

    Examples
    --------
    >>> import tempfile
    >>> bed = Path(tempfile.mkdtemp()) / "panel.bed"
    >>> _ = bed.write_text("chr7\\t100\\t200\\nchr12\\t5\\t80\\n")
    >>> (places,) = read_places(Resources(targets=bed))
    >>> places.what, sorted(places.chromosomes)
    ('targets', ['12', '7'])
    """
    found = []
    for what in ("germline", "targets"):
        path: Path | None = getattr(resources, what)
        if path is None:
            continue
        if what == "targets" or is_bed(path):
            found.append(Places(path, what, frozenset(read_bed(path).merged)))
            continue
        header, records = read_header(path)
        names = {plain_chrom(name) for name in header.contigs} or _first_chromosomes(records)
        found.append(Places(path, what, frozenset(names), header.build))
    return found


def check_variants(
    path: str | Path,
    assay: Assay,
    resources: Resources,
    places: list[Places],
    sample: str | None = None,
) -> str | None:
    """Refuse a file of variants that cannot be judged, as far as its first records tell.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    places : list of Places
        As :func:`read_places` gives them for ``resources``.
    sample : str, optional
        A name inside a file of several samples.

    Returns
    -------
    str or None
        The genome build, where the file tells it.

    Raises
    ------
    InputError
        Where it is no file of variants, holds no such sample or several and none was named, lacks
        the annotation or the counts that a filter of the assay needs, or is of another genome or of
        other chromosome names than a resource.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> columns = ["Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele",
    ...            "Tumor_Seq_Allele2", "Variant_Classification", "Tumor_Sample_Barcode",
    ...            "t_depth", "t_alt_count"]
    >>> rows = [["KRAS", "12", 25398284, "C", "T", "Missense_Mutation", "P1", 400, 120],
    ...         ["TTN", "2", 179400000, "G", "A", "Silent", "P1", 610, 90]]
    >>> file = Path(tempfile.mkdtemp()) / "p1.maf"
    >>> pd.DataFrame(rows, columns=columns).to_csv(file, sep="\\t", index=False)
    >>> from radiotmb.tmb.assay import read_assay
    >>> check_variants(file, read_assay("study"), Resources(), places=[]) is None
    True
    """
    path = Path(path)
    file = open_variants(path, assay, resources, sample)
    # Nothing is missing in a file without records.
    if getattr(file, "is_empty", False):
        note_empty(path)
    else:
        refuse_missing(assay, file.layout, path)
    if sample is not None and file_kind(path) == "MAF":
        state = path.stat()
        names = _samples_of_maf(path, state.st_mtime_ns, state.st_size)
        if sample not in names:
            raise InputError(
                f"no sample '{sample}'",
                file=path,
                expected=f"one of {name_some(sorted(names), 6)}",
                hint="Write the column 'sample' as Tumor_Sample_Barcode has it",
            )
    own = _own_chromosomes(path)
    for place in places:
        if place.build and file.layout.build and place.build != file.layout.build:
            raise InputError(
                f"is of {file.layout.build}, the {place.what} file {place.path.name} of "
                f"{place.build}",
                file=path,
                expected="one genome build",
                hint=f"Take the {place.what} file of the variants' genome build",
            )
        if own and place.chromosomes and not own & place.chromosomes:
            raise InputError(
                f"none of its chromosomes ({name_some(sorted(own), 3)}) is in the "
                f"{place.what} file "
                f"{place.path.name} ({name_some(sorted(place.chromosomes), 3)})",
                file=path,
                expected="the same chromosome names",
                hint="Compare the chromosome names and the genome build of the two files",
            )
    return file.layout.build


@lru_cache(maxsize=4)
def _samples_of_maf(path: Path, _changed: int, _size: int) -> frozenset[str]:
    # Kept between the rows of one table; its time and size notice a file that was rewritten.
    place, names = None, set()
    for line in read_lines(path):
        if line.startswith(b"#") or not line:
            continue
        cells = line.split(b"\t")
        if place is None:
            lower = [cell.strip().lower() for cell in cells]
            place = lower.index(_BARCODE) if _BARCODE in lower else -1
        elif 0 <= place < len(cells):
            names.add(cells[place].decode("utf-8", "replace").strip())
    return frozenset(names)


def _own_chromosomes(path: Path) -> set[str]:
    """The assembled chromosomes of a VCF: of its records, as a header names a whole genome."""
    if file_kind(path) not in ("VCF", "BCF"):
        return set()
    _, records = read_header(path)
    names = _first_chromosomes(records)
    return {name for name in names if is_primary(name)}


def _first_chromosomes(records: Iterator[bytes]) -> set[str]:
    cells = (line.split(b"\t", 1)[0] for _, line in zip(range(_RECORDS), records, strict=False))
    return {plain_chrom(cell.decode("utf-8", "replace")) for cell in cells if cell}
