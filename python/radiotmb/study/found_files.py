"""What lies in a folder: scans with their masks, variant files, and whose they seem to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from radiotmb.study.found_dicom import NO_OWNER, find_dicom

VOLUMES = (".nii.gz", ".nii", ".nrrd", ".mha", ".mhd")
VARIANTS = (".vcf.gz", ".vcf", ".bcf", ".maf.gz", ".maf")
_MASK = re.compile(
    r"(?:^|[_.-])(mask|seg|segmentation|label|labels|roi|gtv|contour)(?=$|[_.-])", re.I
)
_POPULATION = re.compile(r"germline|common|dbsnp|gnomad|snp138|known", re.IGNORECASE)
_LESIONS = {
    "primary": "primary",
    "primarius": "primary",
    "metastasis": "metastasis",
    "met": "metastasis",
    "mets": "metastasis",
}
# An organ alone tells the lesion of a colorectal cancer only: a guess, and said to be one.
_ORGANS = {"colon": "primary", "liver": "metastasis"}
# What a name says of a lesion or a file beside the phase.
_NO_PHASE = re.compile(
    r"(primary|primarius|metastasis|metastases|mets?|lesion|tumou?r|colon|rectum|liver|lung|brain|"
    r"bone|spleen|kidney|adrenal|pancreas|peritoneum|ovary|stomach|lymph|nodes?|ct|scan|image|img)"
    r"-?\d*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Owner:
    """Whose a file seems to be, by its name; empty where the name does not tell.

    ``organ`` is the word from which the lesion was guessed, where no word for a lesion is there;
    ``unread`` are words that are neither a lesion nor a phase.
    """

    patient_id: str
    lesion: str
    phase: str
    organ: str = ""
    unread: tuple[str, ...] = ()


@dataclass
class FoundFiles:
    """Files of a folder by what they are for; paths are relative to it.

    Attributes
    ----------
    scans : list of (Owner, str, str)
        Whose, image, mask.
    variants : list of (Owner, str)
    without_mask : list of str
        Volumes that no mask lies beside, and DICOM series on which nothing was drawn.
    without_image : list of str
        RTSTRUCT and SEG files whose series is not there.
    germline, targets : str, optional
        A population's variants and a BED, where there is one of each.
    """

    scans: list[tuple[Owner, str, str]] = field(default_factory=list)
    variants: list[tuple[Owner, str]] = field(default_factory=list)
    without_mask: list[str] = field(default_factory=list)
    without_image: list[str] = field(default_factory=list)
    germline: str | None = None
    targets: str | None = None


def find_files(folder: str | Path) -> FoundFiles:
    """Find pairs of image and mask, and variant files, in a folder and those below it.

    A mask is named after its image with ``mask``, ``seg``, ``label``, ``roi`` or ``gtv`` added; a
    DICOM RTSTRUCT or SEG says itself on which series it was drawn.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("P1_primary_portal.nii.gz", "P1_primary_portal_mask.nii.gz"):
    ...     (folder / name).touch()
    >>> owner, image, mask = find_files(folder).scans[0]
    >>> owner.patient_id, owner.lesion, owner.phase, mask
    ('P1', 'primary', 'portal', 'P1_primary_portal_mask.nii.gz')
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
    dicom = find_dicom(folder, names)
    found.scans += [(owner_of_series(image), image, mask) for image, mask in dicom.scans]
    found.without_mask += dicom.without_mask
    found.without_image = dicom.without_series
    for name in names:
        variants = _stem(name, VARIANTS)
        if variants and _POPULATION.search(Path(variants).name):
            found.germline = found.germline or name
        elif variants:
            found.variants.append((owner_of(variants), name))
        elif name.lower().endswith((".bed", ".bed.gz")):
            found.targets = found.targets or name
    return found


def owner_of_series(place: str) -> Owner:
    """Patient, lesion and phase that the folders of a DICOM series seem to give.

    Examples
    --------
    >>> owner_of_series("P-01/image").patient_id
    'P-01'
    >>> owner = owner_of_series("P_01/metastasis/portal")
    >>> owner.patient_id, owner.lesion, owner.phase
    ('P_01', 'metastasis', 'portal')
    >>> owner_of_series("P_01_primary_portal").patient_id
    'P_01'
    """
    parts = [part for part in Path(place).parts if part.casefold() not in NO_OWNER]
    if len(parts) < 2:
        owner = owner_of(parts[0]) if parts else Owner("", "", "")
        # Without a word for the lesion the whole name is the patient's.
        return owner if owner.lesion or not parts else Owner(parts[0], "", "")
    # The folder above all is the patient's, whatever is in its name.
    inside = owner_of("_".join(["x", *parts[1:]]))
    return Owner(parts[0], inside.lesion, inside.phase, inside.organ, inside.unread)


def owner_of(stem: str) -> Owner:
    """Patient, lesion and phase that a file's name seems to give.

    Examples
    --------
    >>> owner = owner_of("images/LB-001_metastasis_portal")
    >>> owner.patient_id, owner.lesion, owner.phase
    ('LB-001', 'metastasis', 'portal')
    >>> owner_of("0007").patient_id
    '0007'
    >>> owner = owner_of("P1_liver_tumor_portal")
    >>> owner.lesion, owner.organ, owner.phase, owner.unread
    ('metastasis', 'liver', 'portal', ('tumor',))
    """
    parts = [part for part in re.split(r"[_.]", Path(stem).name) if part]
    words = [part.casefold() for part in parts]
    place = next((i for i, word in enumerate(words) if word in _LESIONS), None)
    organ = ""
    if place is None:
        place = next((i for i, word in enumerate(words) if i and word in _ORGANS), None)
        organ = "" if place is None else words[place]
    lesion = "" if place is None else {**_LESIONS, **_ORGANS}[words[place]]
    # Without a word for the lesion the first is the patient and the others may be the phase.
    end = min(1, len(parts)) if place is None else place
    after = parts[end:] if place is None else parts[end + 1 :]
    patient = [part for i, part in enumerate(parts[:end]) if not (i and _NO_PHASE.fullmatch(part))]
    phase = [part for part in after if not _NO_PHASE.fullmatch(part)]
    unread = [part for part in (*parts[1:end], *after) if _NO_PHASE.fullmatch(part)]
    return Owner("_".join(patient), lesion, "_".join(phase), organ, tuple(unread))


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
