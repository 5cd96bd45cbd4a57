"""What a user decides about how a scan and its mask are read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from radiotmb.errors import InputError

COMPONENTS = ("all", "largest")


@dataclass(frozen=True)
class ScanOptions:
    """How a scan and its mask are read, and which part of the lesion is kept.

    Attributes
    ----------
    series : int, optional
        Which of several DICOM series in the image's folder, as the refusal numbers them (from 1).
    align : bool
        Resample a mask on another grid (nearest neighbour) instead of refusing it.
    component : {"all", "largest"}
        Which of several unconnected parts (26 neighbours) to keep.
    spacing_tolerance : float
        How far a slice may lie off the even grid, as a share of the slice distance.
    any_frame_of_reference : bool
        Accept contours and segments that name another frame of reference than their image, as
        where an anonymiser replaced identifiers.
    repair_axes : bool
        Make the axes of a NIfTI file that are not at right angles so, and say what changed.
    allow_outside : bool
        Whether a header may name its voxels' file outside its own folder.

    Examples
    --------
    >>> ScanOptions(component="largest").component
    'largest'
    """

    series: int | None = None
    align: bool = False
    component: str = "all"
    spacing_tolerance: float = 0.05
    any_frame_of_reference: bool = False
    repair_axes: bool = False
    allow_outside: bool = False

    def __post_init__(self) -> None:
        if self.component not in COMPONENTS:
            raise InputError(
                f"no component choice '{self.component}'",
                expected=f"one of {', '.join(COMPONENTS)}",
            )
        if not 0 <= self.spacing_tolerance < 0.5:
            raise InputError(
                f"a spacing tolerance of {self.spacing_tolerance}",
                expected="a share of the slice distance, from 0 to under one half",
            )

    def as_dict(self) -> dict[str, Any]:
        """The options as plain data."""
        return asdict(self)
