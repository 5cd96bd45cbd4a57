"""The regions of a mask by number and name, and the one or several a user asks for.

One rule for RTSTRUCT, DICOM SEG, 3D Slicer's .seg.nrrd and plain label images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from radiotmb.errors import InputError

ALL = "all"


@dataclass(frozen=True)
class Region:
    """A region of a mask.

    Attributes
    ----------
    number : int or float
        ROI number, segment number, or value of the voxels.
    name : str
        Empty in a plain label image.
    layer : int
        Of a .seg.nrrd whose segments overlap; else 0.
    """

    number: float
    name: str = ""
    layer: int = 0

    @property
    def digits(self) -> str:
        """The number as it is written."""
        return str(int(self.number)) if float(self.number).is_integer() else str(self.number)

    def __str__(self) -> str:
        return f"'{self.name}' ({self.digits})" if self.name else self.digits


def choose_region(
    regions: Sequence[Region], label: int | str | None, path: Path, what: str = "region"
) -> Region:
    """The region a label names.

    Parameters
    ----------
    regions : sequence of Region
    label : int or str, optional
        Name (as it stands, or whatever its case and blanks) or number. Without one the only region.
    path : path
        The mask, for messages.
    what : {"region", "segment"}
        What the file's format calls them.

    Raises
    ------
    InputError
        Where no region is meant, or more than one.

    Examples
    --------
    >>> regions = [Region(1, "BODY"), Region(2, "GTV  primary")]
    >>> choose_region(regions, "gtv primary", Path("rs.dcm")).number
    2
    """
    listed = ", ".join(map(str, regions))
    if label is None:
        if len(regions) == 1:
            return regions[0]
        raise InputError(
            f"{len(regions)} {what}s and no choice",
            file=path,
            expected=f"one of {listed}" if listed else f"a {what}",
            hint="Name one with --label" if listed else None,
        )
    found = matching(regions, label)
    if len(found) == 1:
        return found[0]
    wanted = str(label).strip()
    if found:
        raise InputError(
            f"{len(found)} {what}s are meant by '{wanted}' ({', '.join(map(str, found))})",
            file=path,
            expected="one",
            hint="Give another name or number, or rename one in the program that drew them",
        )
    raise InputError(
        f"no {what} '{wanted}'", file=path, expected=f"one of {listed}" if listed else f"a {what}"
    )


def matching(regions: Sequence[Region], label: int | str) -> list[Region]:
    """The regions a label may mean: those of its very name, else of its name, else its number."""
    wanted = str(label).strip()
    for form in (str, _plain):
        found = [one for one in regions if one.name and form(one.name) == form(wanted)]
        if found:
            return found
    try:
        number = float(wanted)
    except ValueError:
        return []
    return [one for one in regions if one.number == number]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def labels_of(given: int | str | None, regions: Sequence[Region]) -> list[int | str | None]:
    """The labels of ``GTV,liver`` one by one, or of every region for ``all``.

    A name with a comma in it stays one label where a region bears it.

    Examples
    --------
    >>> labels_of("GTV, 2", [Region(1, "GTV"), Region(2, "liver")])
    ['GTV', '2']
    >>> labels_of("2,2", [Region(1, "GTV"), Region(2)])
    ['2']
    >>> labels_of("all", [Region(1, "GTV"), Region(2)])
    ['GTV', '2']
    """
    if not isinstance(given, str) or matching(regions, given):
        return [given]
    if given.strip().casefold() == ALL:
        names = [_plain(one.name) for one in regions]
        return [
            one.name if one.name and names.count(_plain(one.name)) == 1 else one.digits
            for one in regions
        ]
    return list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
