"""Depth and allele fraction from the tags that callers write, for whole blocks at once.

Each scheme is one function from a :class:`Fields` to :class:`radiotmb.tmb.columns.Reads`. The
share is alternate reads over the depth the caller gives, or over the reads it explains where these
are more or no depth is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from radiotmb.errors import InputError
from radiotmb.tmb.columns import Reads, share

Tag = tuple[str, str]
"""``FORMAT`` or ``INFO``, and the tag's name."""


class Fields(Protocol):
    """The tags of a block's rows, as numbers; a row is one alternate of one record."""

    index: np.ndarray
    alone: np.ndarray  # whether the row is its record's only alternate

    def many(self, tag: Tag, width: int) -> np.ndarray:
        """The first ``width`` values of each row's list (rows x width, NaN where absent)."""
        ...

    def one(self, tag: Tag) -> np.ndarray:
        """The first value."""
        ...

    def nth(self, tag: Tag) -> np.ndarray:
        """The value of each row's own alternate, or the only value there is."""
        ...

    def fraction(self, tag: Tag) -> np.ndarray:
        """The same of a share between 0 and 1, whether it is written so or in percent."""
        ...

    def counts_of_alleles(self, tag: Tag) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of a list over all alleles: the reference's, the row's own, and the sum of the known."""
        ...

    def bases(self) -> tuple[np.ndarray, np.ndarray]:
        """Codes of the reference's and the alternate's base; 0 where it is no single base."""
        ...


Reader = Callable[[Fields, str], Reads]


def _flow(f: Fields, place: str) -> Reads:
    depth, alt = f.one((place, "FDP")), f.nth((place, "FAO"))
    return Reads(depth, f.one((place, "FRO")), alt, share(alt, depth))


def _explained(depth: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Depth, and what a share is over: the caller's depth, unless it explains more reads."""
    depth = np.where(np.isnan(depth), seen, depth)
    return depth, np.fmax(depth, seen)


def _allele_depths(tag: str) -> Reader:
    def read(f: Fields, place: str) -> Reads:
        ref, alt, known = f.counts_of_alleles((place, tag))
        # Without the reference's count the known ones are not all reads.
        depth, whole = _explained(f.one((place, "DP")), np.where(np.isnan(ref), np.nan, known))
        return Reads(depth, ref, alt, share(alt, whole))

    return read


def _observations(f: Fields, place: str) -> Reads:
    ref, alt = f.one((place, "RO")), f.nth((place, "AO"))
    alts = np.nansum(f.many((place, "AO"), 16), axis=1)
    seen = np.where(np.isnan(alt), np.nan, np.nan_to_num(ref) + alts)
    depth, whole = _explained(f.one((place, "DP")), seen)
    return Reads(depth, ref, alt, share(alt, whole))


def _varscan(f: Fields, place: str) -> Reads:
    depth, alt = f.one((place, "DP")), f.one((place, "AD"))
    said = f.fraction((place, "FREQ"))
    fraction = np.where(np.isnan(said), share(alt, depth), said)
    return Reads(depth, f.one((place, "RD")), alt, fraction)


def _share_of_depth(tag: str, depth_place: str | None = None) -> Reader:
    def read(f: Fields, place: str) -> Reads:
        depth, fraction = f.one((depth_place or place, "DP")), f.fraction((place, tag))
        alt = np.round(depth * fraction)
        return Reads(depth, depth - alt, alt, fraction)

    return read


def _strelka(f: Fields, place: str) -> Reads:
    """Tier 1 of the bases, or of TAR and TIR for indels.

    Source: Strelka2's user guide, "Somatic variant allele frequencies".
    """
    tiers = {base: f.one((place, f"{base}U")) for base in "ACGT"}
    ref_base, alt_base = f.bases()
    ref, alt = f.one((place, "TAR")), f.one((place, "TIR"))
    for base, count in tiers.items():
        ref = np.where(ref_base == ord(base), count, ref)
        alt = np.where(alt_base == ord(base), count, alt)
    return Reads(f.one((place, "DP")), ref, alt, share(alt, ref + alt))


def _caveman(f: Fields, place: str) -> Reads:
    """Reads of both strands for each base; PM is the caller's own share."""
    both = {b: f.one((place, f"F{b}Z")) + f.one((place, f"R{b}Z")) for b in "ACGT"}
    ref_base, alt_base = f.bases()
    ref, alt = np.full((2, len(ref_base)), np.nan)
    for base, count in both.items():
        ref = np.where(ref_base == ord(base), count, ref)
        alt = np.where(alt_base == ord(base), count, alt)
    depth = sum(both.values(), np.zeros(len(ref)))
    return Reads(depth, ref, alt, share(alt, depth))


def _platypus(f: Fields, place: str) -> Reads:
    depth, alt = f.nth((place, "NR")), f.nth((place, "NV"))
    return Reads(depth, depth - alt, alt, share(alt, depth))


def _strand_counts(f: Fields, place: str) -> Reads:
    counts = f.many((place, "DP4"), 4)
    depth, alt = counts.sum(axis=1), counts[:, 2] + counts[:, 3]
    # Reads of all alternates together: of one among several nothing is known.
    alt = np.where(f.alone, alt, np.nan)
    return Reads(depth, counts[:, 0] + counts[:, 1], alt, share(alt, depth))


def _depth_only(f: Fields, place: str) -> Reads:
    depth = f.one((place, "DP"))
    unknown = np.full(len(depth), np.nan)
    return Reads(depth, unknown, unknown, unknown)


@dataclass(frozen=True)
class _Row:
    """A line of the table of schemes: tags, Number of AD or None, what it gives, its reader."""

    tags: tuple[str, ...]
    reader: Reader
    counts: str | None = None
    depth: bool = True
    fraction: bool = True
    others: tuple[str, ...] = ("DP",)


# The first whose tags the header declares is used. Flow-space counts come first: in a Torrent VCF
# they are what the caller judged by.
_SCHEMES: tuple[_Row, ...] = (
    _Row(("FDP", "FAO"), _flow, others=("FRO",)),
    _Row(("AD", "RD", "FREQ", "DP"), _varscan, "1"),
    _Row(("AD",), _allele_depths("AD"), "R.G234"),
    _Row(("AO", "RO"), _observations),
    _Row(("CLCAD2",), _allele_depths("CLCAD2")),
    _Row(("AU", "CU", "GU", "TU", "DP"), _strelka, others=("TAR", "TIR")),
    _Row(("TAR", "TIR", "DP"), _strelka, others=("AU", "CU", "GU", "TU")),
    _Row(("FAZ", "FCZ", "FGZ", "FTZ", "RAZ", "RCZ", "RGZ", "RTZ"), _caveman, others=()),
    _Row(("NR", "NV"), _platypus, others=()),
    _Row(("AF", "DP"), _share_of_depth("AF")),
    _Row(("FREQ", "DP"), _share_of_depth("FREQ")),
    _Row(("VAF", "DP"), _share_of_depth("VAF")),
    _Row(("DP4",), _strand_counts, others=()),
    _Row(("AF",), _share_of_depth("AF"), depth=False),
    _Row(("DP",), _depth_only, fraction=False),
)


@dataclass(frozen=True)
class Scheme:
    """The tags that give depth and fraction in one file.

    ``shares`` are tags whose values are fractions: there percent and decimal commas are looked
    for.
    """

    name: str
    place: str
    reader: Reader | None
    has_depth: bool
    has_fraction: bool
    tags: tuple[Tag, ...] = ()
    depth_tag: Tag | None = None
    fraction_tag: Tag | None = None

    @property
    def shares(self) -> tuple[Tag, ...]:
        """Tags of fractions."""
        own = [tag for tag in self.tags if tag[1] in ("AF", "FREQ", "VAF")]
        return tuple(own) if self.fraction_tag is None else (*own, self.fraction_tag)

    def of_tag(self, wanted: str) -> tuple[Tag, ...]:
        """The tags of FORMAT or of INFO that are read."""
        forced = tuple(tag for tag in (self.depth_tag, self.fraction_tag) if tag)
        return tuple(dict.fromkeys(tag for tag in (*self.tags, *forced) if tag[0] == wanted))

    def read(self, f: Fields) -> Reads:
        """Depth, reads with either allele, and their share, of every row."""
        unknown = np.full(len(f.index), np.nan)
        found = self.reader(f, self.place) if self.reader else Reads(*[unknown] * 4)
        if self.depth_tag is None and self.fraction_tag is None:
            return found
        depth = f.one(self.depth_tag) if self.depth_tag else found.depth
        if self.fraction_tag is None:
            return found._replace(depth=depth)
        fraction = f.fraction(self.fraction_tag)
        alt = np.round(depth * fraction)
        return Reads(depth, depth - alt, alt, fraction)


def recognise_reads(
    tags: Mapping[Tag, str],
    path: Path,
    *,
    depth_tag: str | None = None,
    fraction_tag: str | None = None,
    allele_frequency_in_info: bool = True,
) -> Scheme:
    """Choose the tags for depth and fraction from a header.

    Parameters
    ----------
    tags : mapping
        ``("FORMAT", "AD")`` to its Number.
    path : path
        Named in errors.
    depth_tag, fraction_tag : str, optional
        Forced tags, ``DP`` or ``INFO/DP``.
    allele_frequency_in_info : bool
        Whether an INFO tag AF may be the sample's (no, where the file has genotypes: there it is
        by convention the frequency among samples).
    """
    scheme = Scheme("none", "INFO", None, False, False)
    for place in ("FORMAT", "INFO"):
        for row in _SCHEMES:
            if any((place, tag) not in tags for tag in row.tags):
                continue
            if row.counts and tags[place, "AD"] not in row.counts:
                continue
            if place == "INFO" and "AF" in row.tags and not allele_frequency_in_info:
                continue
            if row.depth + row.fraction > scheme.has_depth + scheme.has_fraction:
                name = "+".join(f"{place}/{tag}" for tag in row.tags)
                read = tuple((place, tag) for tag in dict.fromkeys((*row.tags, *row.others)))
                scheme = Scheme(name, place, row.reader, row.depth, row.fraction, read)
    if not scheme.has_depth and scheme.place == "FORMAT" and ("INFO", "DP") in tags:
        # Of one sample the depth of the record is the sample's.
        tag = scheme.tags[0][1]
        scheme = replace(
            scheme,
            name=f"{scheme.name}+INFO/DP",
            reader=_share_of_depth(tag, "INFO"),
            has_depth=True,
            tags=(*scheme.tags, ("INFO", "DP")),
        )
    return _with_forced(scheme, tags, path, depth_tag, fraction_tag)


def _with_forced(
    scheme: Scheme,
    tags: Mapping[Tag, str],
    path: Path,
    depth_tag: str | None,
    fraction_tag: str | None,
) -> Scheme:
    if depth_tag is None and fraction_tag is None:
        return scheme
    depth = _find(tags, depth_tag, path, "--depth-tag") if depth_tag else None
    fraction = _find(tags, fraction_tag, path, "--fraction-tag") if fraction_tag else None
    names = [f"{place}/{tag}" for place, tag in filter(None, (depth, fraction))]
    return replace(
        scheme,
        name="+".join(names if depth and fraction else [*names, scheme.name]),
        has_depth=scheme.has_depth or depth is not None,
        has_fraction=scheme.has_fraction or fraction is not None,
        depth_tag=depth,
        fraction_tag=fraction,
    )


def _find(tags: Mapping[Tag, str], wish: str, path: Path, option: str) -> Tag:
    place, _, tag = wish.rpartition("/")
    for candidate in (place,) if place else ("FORMAT", "INFO"):
        if (candidate, tag) in tags:
            return candidate, tag
    raise InputError(
        f"the header declares no tag {wish}",
        file=path,
        hint=f"{option} names a tag of the header, such as "
        + (", ".join(f"{p}/{t}" for p, t in list(tags)[:8]) or "INFO/DP"),
    )
