"""Depth and allele fraction from the tags that callers write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from radiotmb.errors import InputError
from radiotmb.tmb.variant import Evidence, number

_PLAIN = 16  # digits of a count; a longer one is damage, and is refused as a number


class Field:
    """Some tags of one record, with the place to name where one is no number.

    Parameters
    ----------
    places : mapping
        A tag's place among ``values``.
    values : sequence of bytes
    path : path
    line : int
    """

    __slots__ = ("_path", "_places", "_values", "line")

    def __init__(
        self, places: Mapping[str, int], values: Sequence[bytes], path: Path, line: int
    ) -> None:
        self._places, self._values, self._path, self.line = places, values, path, line

    def get(self, tag: str) -> bytes | None:
        """The raw value, or None."""
        place = self._places.get(tag)
        return None if place is None or place >= len(self._values) else self._values[place]

    def _number(self, text: bytes | None, tag: str) -> float | None:
        if text is not None and text.isdigit() and len(text) <= _PLAIN:
            return int(text)
        if text is not None and text.endswith(b"%"):
            share = number(text[:-1], tag, self._path, self.line)
            return None if share is None else share / 100
        return number(text, tag, self._path, self.line)

    def one(self, tag: str) -> float | None:
        """A single value."""
        return self._number(self.get(tag), tag)

    def many(self, tag: str) -> list[float | None]:
        """All values of a list."""
        text = self.get(tag)
        if text is None or text == b".":
            return []
        return [self._number(part, tag) for part in text.split(b",")]

    def nth(self, tag: str, index: int) -> float | None:
        """The value of the ``index``-th alternate allele, or the only value there is."""
        text = self.get(tag)
        if text is None:
            return None
        parts = text.split(b",")
        part = parts[index] if index < len(parts) else parts[0] if len(parts) == 1 else None
        return self._number(part, tag)


def _share(part: float | None, whole: float | None) -> float | None:
    if part is None or whole is None:
        return None
    return part / whole if whole > 0 else 0.0


def _flow(field: Field, index: int) -> Evidence:
    depth, alt = field.one("FDP"), field.nth("FAO", index)
    return Evidence(depth, alt, _share(alt, depth))


def _allele_depths(field: Field, index: int) -> Evidence:
    counts = field.many("AD")
    known = counts if None not in counts else [count for count in counts if count is not None]
    alt = counts[index + 1] if index + 1 < len(counts) else None
    depth = field.one("DP")
    # The share is over the reads that AD explains, as bcftools and vcf2maf have it; DP also
    # counts reads that support no allele.
    return Evidence(sum(known) if depth is None and known else depth, alt, _share(alt, sum(known)))


def _observations(field: Field, index: int) -> Evidence:
    alts, ref, depth = field.many("AO"), field.one("RO"), field.one("DP")
    alt = alts[index] if index < len(alts) else None
    seen = (ref or 0) + sum(count or 0 for count in alts)
    return Evidence(seen if depth is None and alts else depth, alt, _share(alt, seen))


def _varscan(field: Field, index: int) -> Evidence:
    depth, alt = field.one("DP"), field.nth("AD", 0)
    fraction = field.nth("FREQ", 0)
    return Evidence(depth, alt, _share(alt, depth) if fraction is None else fraction)


def _fraction_only(tag: str) -> Callable[[Field, int], Evidence]:
    def read(field: Field, index: int) -> Evidence:
        depth, fraction = field.one("DP"), field.nth(tag, index)
        alt = None if depth is None or fraction is None else round(depth * fraction)
        return Evidence(depth, alt, fraction)

    return read


def _strand_counts(field: Field, index: int) -> Evidence:
    counts = field.many("DP4")
    if len(counts) != 4 or None in counts:
        return Evidence()
    depth, alt = sum(counts), counts[2] + counts[3]  # type: ignore[arg-type,operator]
    return Evidence(depth, alt, _share(alt, depth))


def _depth_only(field: Field, index: int) -> Evidence:
    return Evidence(depth=field.one("DP"))


# The first whose tags the header declares is used. Flow-space counts come first: in a Torrent VCF
# they are what the caller judged by. (tags, Number of AD or None, what it gives, reader)
_SCHEMES: tuple[tuple[tuple[str, ...], str | None, bool, bool, Callable], ...] = (
    (("FDP", "FAO"), None, True, True, _flow),
    (("AD", "RD", "FREQ", "DP"), "1", True, True, _varscan),
    (("AD",), "R.G234", True, True, _allele_depths),
    (("AO", "RO"), None, True, True, _observations),
    (("AF", "DP"), None, True, True, _fraction_only("AF")),
    (("FREQ", "DP"), None, True, True, _fraction_only("FREQ")),
    (("VAF", "DP"), None, True, True, _fraction_only("VAF")),
    (("DP4",), None, True, True, _strand_counts),
    (("AF",), None, False, True, _fraction_only("AF")),
    (("DP",), None, True, False, _depth_only),
)


_ALL_TAGS = tuple({tag.encode(): None for tags, *_ in _SCHEMES for tag in (*tags, "DP")})


@dataclass(frozen=True)
class Scheme:
    """The tags that give depth and fraction in one file."""

    name: str
    place: str
    read: Callable[[Field, int], Evidence]
    has_depth: bool
    has_fraction: bool
    depth_tag: tuple[str, str] | None = None
    fraction_tag: tuple[str, str] | None = None

    @cached_property
    def info_tags(self) -> tuple[bytes, ...]:
        """Tags of INFO that may be asked for."""
        forced = [t for t in (self.depth_tag, self.fraction_tag) if t and t[0] == "INFO"]
        own = _ALL_TAGS if self.place == "INFO" else ()
        return (*own, *(tag.encode() for _, tag in forced))

    def evidence(self, call: Field, info: Field | None, index: int) -> Evidence:
        """Depth, reads with the allele, and their share, for one allele of one record."""
        found = self.read(call if self.place == "FORMAT" else info, index)  # type: ignore[arg-type]
        if self.depth_tag is None and self.fraction_tag is None:
            return found
        depth, alt, fraction = found
        if self.depth_tag:
            place, tag = self.depth_tag
            depth = (call if place == "FORMAT" else info).one(tag)  # type: ignore[union-attr]
        if self.fraction_tag:
            place, tag = self.fraction_tag
            fraction = (call if place == "FORMAT" else info).nth(tag, index)  # type: ignore[union-attr]
            alt = None if depth is None or fraction is None else round(depth * fraction)
        return Evidence(depth, alt, fraction)


def recognise_evidence(
    tags: Mapping[tuple[str, str], str],
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
    scheme = Scheme("none", "INFO", lambda field, index: Evidence(), False, False)
    for place in ("FORMAT", "INFO"):
        for needed, counts, depth, fraction, read in _SCHEMES:
            if any((place, tag) not in tags for tag in needed):
                continue
            if counts and tags[place, "AD"] not in counts:
                continue
            if place == "INFO" and "AF" in needed and not allele_frequency_in_info:
                continue
            better = (depth + fraction) > (scheme.has_depth + scheme.has_fraction)
            if better:
                name = "+".join(f"{place}/{tag}" for tag in needed)
                scheme = Scheme(name, place, read, depth, fraction)
    return _with_forced(scheme, tags, path, depth_tag, fraction_tag)


def _with_forced(
    scheme: Scheme,
    tags: Mapping[tuple[str, str], str],
    path: Path,
    depth_tag: str | None,
    fraction_tag: str | None,
) -> Scheme:
    if depth_tag is None and fraction_tag is None:
        return scheme
    depth = _find(tags, depth_tag, path, "--depth-tag") if depth_tag else None
    fraction = _find(tags, fraction_tag, path, "--fraction-tag") if fraction_tag else None
    names = [f"{place}/{tag}" for place, tag in filter(None, (depth, fraction))]
    return Scheme(
        "+".join(names if depth and fraction else [*names, scheme.name]),
        scheme.place,
        scheme.read,
        scheme.has_depth or depth is not None,
        scheme.has_fraction or fraction is not None,
        depth,
        fraction,
    )


def _find(
    tags: Mapping[tuple[str, str], str], wish: str, path: Path, option: str
) -> tuple[str, str]:
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
