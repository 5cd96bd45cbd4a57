"""What is recognised in a VCF before its records are read: sample, annotation, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Note, add_note
from radiotmb.tmb.annotators import Annotator, recognise_annotator
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Layout
from radiotmb.tmb.consequence import transcript_order
from radiotmb.tmb.formats.read_counts import Scheme, Tag, recognise_reads
from radiotmb.tmb.formats.vcf_header import (
    normal_samples,
    read_header,
    tumor_samples,
)
from radiotmb.tmb.lines import starts_as_bcf
from radiotmb.tmb.resources import Resources

_LOOKED_AT = 400  # records that are looked into before the first is judged
_PHASE = ("GT", "PS", "PID", "PGT")
# Number of tags that a header may have left out, by the VCF specification.
_KNOWN_NUMBERS = {"AD": "R", "AF": "A", "AO": "A", "FAO": "A", "GT": "1", "DP": "1"}


def batches(lines: Iterable[bytes], size: int = 4000) -> Iterator[bytes]:
    """Lines as blocks of text, each line closed by a newline."""
    lines = iter(lines)
    while some := list(islice(lines, size)):
        yield b"\n".join(some) + b"\n"


class VcfFile:
    """A VCF or BCF opened for one sample.

    Parameters
    ----------
    path : path
    assay : Assay
    resources : Resources
    sample : str, optional
        Needed where the file holds several and names no tumour.

    Raises
    ------
    InputError
        Naming the file and the line or tag.
    """

    def __init__(
        self, path: Path, assay: Assay, resources: Resources, sample: str | None = None
    ) -> None:
        # What errors name, and what is read: a copy that was annotated on the way is the latter.
        self.path = self.source = Path(path)
        self.is_bcf = starts_as_bcf(self.source)
        self.header, records = read_header(self.path)
        self.percent: set = set()
        self.over_one: Counter = Counter()
        self.wanted = assay.wanted
        self.needs_reads = assay.needs_reads
        self.column, self.sample = self._choose(sample)
        self.normal_column = self._choose_normal(resources.normal)
        first = list(islice(records, _LOOKED_AT))
        self.is_empty = not any(first)
        self._take_in_undeclared(first)
        self.annotator = self._recognise_annotator(first, resources.annotator)
        self.places = self._entry_places(assay.transcripts)
        self.order = np.array(transcript_order(assay.transcripts), dtype=np.int64)
        self.scheme: Scheme = recognise_reads(
            self.header.tags,
            self.path,
            depth_tag=resources.depth_tag,
            fraction_tag=resources.fraction_tag,
            allele_frequency_in_info=not self.header.samples,
        )
        self._expect_percent()
        self.frequency = self._frequency_tag(
            assay.germline.info_tag if "germline" in assay.filters else None
        )
        self.frequency_is_log = self._is_log()
        self.status_tag = self._status_tag()
        self.format_tags = tuple(
            dict.fromkeys((*_PHASE, *(tag for _, tag in self._tags_of("FORMAT"))))
        )
        self.info_tags = tuple(dict.fromkeys(tag for _, tag in self._tags_of("INFO")))
        self.phased = any(b"|" in line.rpartition(b"\t")[2].partition(b":")[0] for line in first)
        self.layout = self._layout(assay)

    def _tags_of(self, place: str) -> list[Tag]:
        tags = [*self.scheme.of_tag(place)]
        tags += [tag for tag in (self.status_tag,) if tag and tag[0] == place]
        if place == "INFO":
            if self.annotator is not None:
                tags.append(("INFO", self.annotator.tag))
            if self.frequency and self.frequency[0] == "INFO":
                tags.append(self.frequency)
            tags += [("INFO", name) for name in ("FS", "RPBZ") if name in self.header.info]
        return tags

    def _layout(self, assay: Assay) -> Layout:
        marks = ""
        if self.places is not None and self.annotator is not None:
            known = [m for m in ("pick", "mane", "canonical") if self.annotator.can_tell(m)]
            marks = "+".join(known)
        return Layout(
            kind="BCF" if self.is_bcf else "VCF",
            annotator=self.annotator.name if self.annotator else None,
            transcripts=f"{assay.transcripts} ({marks or 'not marked in this file'})",
            evidence=self.scheme.name,
            has_depth=self.scheme.has_depth,
            has_fraction=self.scheme.has_fraction,
            build=self.header.build,
            contigs=self.header.contigs,
            has_status=self.status_tag is not None,
            normal=next(iter(normal_samples(self.header)), None),
            tags=frozenset(self.header.info),
        )

    @property
    def width(self) -> int:
        """Columns of a record."""
        return 9 + len(self.header.samples) if self.header.samples else 8

    def _choose(self, sample: str | None) -> tuple[int | None, str]:
        names = self.header.samples
        if sample is not None and names:
            if sample not in names:
                raise InputError(
                    f"no sample '{sample}'",
                    file=self.path,
                    expected=f"one of {name_some(names, 6)}",
                )
            return 9 + names.index(sample), sample
        if len(names) <= 1:
            return (9, names[0]) if names else (None, sample or self.path.name.split(".")[0])
        tumors = tumor_samples(self.header)
        if len(tumors) == 1:
            return 9 + names.index(tumors[0]), tumors[0]
        raise InputError(
            f"holds {len(tumors) or len(names)} {'tumours' if tumors else 'samples'} "
            f"({name_some(tumors or names, 6)}) and none was named",
            file=self.path,
            hint="Name one with --sample, or in the column 'sample' of the samples table",
        )

    def _choose_normal(self, normal: str | None) -> int | None:
        names = self.header.samples
        if normal is None:
            return None
        if normal not in names:
            raise InputError(
                f"no normal sample '{normal}'",
                file=self.path,
                expected=f"one of {name_some(names, 6)}" if names else "a file with samples",
            )
        return 9 + names.index(normal)

    def _take_in_undeclared(self, lines: list[bytes]) -> None:
        """FORMAT tags that the records use and the header does not declare."""
        missing: dict[str, bool] = {}
        for line in lines:
            cells = line.split(b"\t")
            if self.column is None or len(cells) <= self.column:
                continue
            values = cells[self.column].split(b":")
            for place, raw in enumerate(cells[8].split(b":")):
                tag = raw.decode("utf-8", "replace")
                if tag and ("FORMAT", tag) not in self.header.tags:
                    listed = place < len(values) and b"," in values[place]
                    missing[tag] = missing.get(tag, False) or listed
        for tag, listed in missing.items():
            number = _KNOWN_NUMBERS.get(tag, "." if listed else "1")
            if tag == "AD" and not listed and {"RD", "FREQ"} & missing.keys():
                number = "1"  # VarScan's
            self.header.tags["FORMAT", tag] = number
            self.header.descriptions["FORMAT", tag] = ""
        if missing:
            self._note(f"FORMAT tags without a declaration are read as usual: {', '.join(missing)}")

    def _recognise_annotator(self, lines: list[bytes], forced: str | None) -> Annotator | None:
        """The annotator that the header declares, if the records have its tag."""
        declared = self.header.info
        used: set[str] = set()
        for line in lines:
            cells = line.split(b"\t", 8)
            if len(cells) > 7:
                items = cells[7].decode("utf-8", "replace").split(";")
                used.update(item.partition("=")[0] for item in items)
        found = recognise_annotator(declared, self.path, forced)
        if forced or not lines or (found is not None and found.tag in used):
            return found
        inside = {tag: declared.get(tag, "") for tag in used}
        other = recognise_annotator(inside, self.path)
        if other is None:
            return found
        why = f"{found.tag} is declared but not in the records" if found else "it is not declared"
        self._note(f"the annotation is read from {other.tag}: {why}")
        return other

    def _entry_places(self, transcripts: str) -> np.ndarray | None:
        if self.annotator is None:
            return None
        annotator = self.annotator = replace(self.annotator, transcripts=transcripts)
        places = annotator.entry_places()
        if transcripts in ("mane", "canonical") and not annotator.can_tell(transcripts):
            raise InputError(
                f"the annotation marks no {transcripts} transcripts",
                file=self.path,
                hint="transcripts: picked in the assay's YAML takes what the file has",
            )
        if places is None:
            return None
        if places.term < 0:
            raise InputError(
                f"the header's description of {annotator.tag} names no field Consequence",
                file=self.path,
                expected="Format: Allele|Consequence|...",
            )
        return np.array(places, dtype=np.int64)

    def _expect_percent(self) -> None:
        for tag in self.scheme.shares:
            said = self.header.descriptions.get(tag, "").lower()
            if ("%" in said or "percent" in said) and tag[1] != "FREQ":
                self.percent.add(tag)
                self._note(f"{tag[0]}/{tag[1]} is read as percent, as its description has it")

    def _frequency_tag(self, tag: str | None) -> Tag | None:
        if tag is None or self.is_empty:
            return None
        place, _, name = tag.rpartition("/")
        if place in ("", "INFO"):
            known = name in self.header.info
            place = "INFO"
        else:
            known = self.annotator is not None and self.annotator.has_field(name)
        if not known:
            raise InputError(
                f"the header declares no tag {tag} for the population frequency",
                file=self.path,
                hint="Set germline info_tag in the assay's YAML to a tag of this file",
            )
        return place, name

    def _is_log(self) -> bool:
        if self.frequency is None:
            return False
        said = self.header.descriptions.get(self.frequency, "").lower()
        is_log = "negative log" in said or "-log10" in said or "-log 10" in said
        if is_log:
            self._note(f"{self.frequency[1]} is read as -log10 of a frequency")
        return is_log

    def _status_tag(self) -> Tag | None:
        for tag in (("INFO", "SS"), ("INFO", "STATUS"), ("FORMAT", "SS")):
            said = self.header.descriptions.get(tag, "").lower()
            if "somatic" in said:
                return tag
        return None

    def _note(self, message: str) -> None:
        add_note(Note("info", "burden", self.path.name, message))
