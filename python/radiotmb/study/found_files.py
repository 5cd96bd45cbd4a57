"""What lies in a folder: scans with their masks, variant files, and whose they seem to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

VOLUMES = (".nii.gz", ".nii", ".nrrd", ".mha", ".mhd")
VARIANTS = (".vcf.gz", ".vcf", ".bcf", ".maf.gz", ".maf")
_MASK = re.compile(
    r"(?:^|[_.-])(mask|seg|segmentation|label|labels|roi|gtv|contour)(?=$|[_.-])", re.I
)
_POPULATION = re.compile(r"germline|common|dbsnp|gnomad|snp138|known", re.IGNORECASE)
_LESIONS = {
    "primary": "primary",
    "primarius": "primary",
    "colon": "primary",
    "metastasis": "metastasis",
    "met": "metastasis",
    "mets": "metastasis",
    "liver": "metastasis",
}


@dataclass(frozen=True)
class Owner:
    """Whose a file seems to be, by its name; empty where the name does not tell."""

    patient_id: str
    lesion: str
    phase: str


@dataclass
class FoundFiles:
    """Files of a folder by what they are for; paths are relative to it.

    Attributes
    ----------
    scans : list of (Owner, str, str)
        Whose, image, mask.
    variants : list of (Owner, str)
    without_mask : list of str
        Volumes that no mask lies beside.
    germline, targets : str, optional
        A population's variants and a BED, where there is one of each.
    """

    scans: list[tuple[Owner, str, str]] = field(default_factory=list)
    variants: list[tuple[Owner, str]] = field(default_factory=list)
    without_mask: list[str] = field(default_factory=list)
    germline: str | None = None
    targets: str | None = None


def find_files(folder: str | Path) -> FoundFiles:
    """Find pairs of image and mask, and variant files, in a folder and those below it.

    A mask is named after its image with ``mask``, ``seg``, ``label``, ``roi`` or ``gtv`` added.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("P1_primary_portal.nii.gz", "P1_primary_portal_mask.nii.gz"):
    ...     (folder / name).touch()
    >>> find_files(folder).scans
    [(Owner(patient_id='P1', lesion='primary', phase='portal'), 'P1_primary_portal.nii.gz', \
'P1_primary_portal_mask.nii.gz')]
    """
    folder = Path(folder)
    names = sorted(_files(folder))
    found = FoundFiles()
    stems = {name: _stem(name, VOLUMES) for name in names}
    volumes = {name: stem for name, stem in stems.items() if stem}
    masks = {name: stem for name, stem in volumes.items() if _MASK.search(Path(stem).name)}
    image_of = {_without_mask_word(stem): name for name, stem in masks.items()}
    for name, stem in volumes.items():
        if name in masks:
            continue
        mask = image_of.get(stem.casefold())
        if mask is None:
            found.without_mask.append(name)
        else:
            found.scans.append((owner_of(stem), name, mask))
    for name in names:
        variants = _stem(name, VARIANTS)
        if variants and _POPULATION.search(Path(variants).name):
            found.germline = found.germline or name
        elif variants:
            found.variants.append((owner_of(variants), name))
        elif name.lower().endswith((".bed", ".bed.gz")):
            found.targets = found.targets or name
    return found


def owner_of(stem: str) -> Owner:
    """Patient, lesion and phase that a file's name seems to give.

    Examples
    --------
    >>> owner_of("images/LB-001_metastasis_portal")
    Owner(patient_id='LB-001', lesion='metastasis', phase='portal')
    >>> owner_of("0007")
    Owner(patient_id='0007', lesion='', phase='')
    """
    parts = [part for part in re.split(r"[_.]", Path(stem).name) if part]
    place = next((i for i, part in enumerate(parts) if part.casefold() in _LESIONS), None)
    if place is None:
        return Owner(parts[0] if parts else "", "", "_".join(parts[1:]))
    lesion = _LESIONS[parts[place].casefold()]
    return Owner("_".join(parts[:place]), lesion, "_".join(parts[place + 1 :]))


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix()


def _stem(name: str, suffixes: tuple[str, ...]) -> str | None:
    suffix = next((suffix for suffix in suffixes if name.lower().endswith(suffix)), None)
    return name[: -len(suffix)] if suffix else None


def _without_mask_word(stem: str) -> str:
    path = Path(stem)
    return (path.parent / _MASK.sub("", path.name).strip("_.-")).as_posix().casefold()
