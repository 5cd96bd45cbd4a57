"""What a file must have before it is judged, and what is said or refused once it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from radiotmb.errors import InputError
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.notes import Level, Note, add_note
from radiotmb.tmb.assay import Assay
from radiotmb.tmb.columns import Layout, arrow_texts
from radiotmb.tmb.resources import Judged, Resources

# C0, C1 and what else ends a line, as in the tables that people give.
_CONTROL = r"[\x00-\x1f\x7f-\x{9f}\x{2028}\x{2029}]"
# What a file's values of a column in percent are counted by, before its name.
OVER_ONE, READ_AS_PERCENT = "over 1 in ", "read as percent in "
_TEXTS = ("chrom", "ref", "alt", "gene", "consequence")


def refuse_missing(assay: Assay, layout: Layout, path: Path) -> None:
    """Stop before the first row where a filter asks for what the file has not.

    Raises
    ------
    InputError
        A filter whose tag is missing would silently keep or remove everything.
    """
    if "consequence" in assay.filters and layout.annotator is None:
        raise InputError(
            "the variants are not annotated (none of CSQ, ANN, EFF, BCSQ, FUNC, FUNCOTATION, "
            "ExonicFunc in the header or the records)",
            file=path,
            hint="--reference FASTA with --genes GFF3 annotates them with bcftools csq",
        )
    for name, limit, has, option in (
        ("depth", assay.min_depth, layout.has_depth, "--depth-tag"),
        ("fraction", assay.min_fraction, layout.has_fraction, "--fraction-tag"),
    ):
        if name in assay.filters and limit > 0 and not has:
            looked_for = (
                "no column gives the {} that the filter '{}' of preset '{}' needs (looked for "
                "t_ref_count, t_alt_count, t_depth)"
                if layout.kind == "MAF"
                else "no tag gives the {} that the filter '{}' of preset '{}' needs (looked for "
                "FDP/FAO, AD, AO/RO, FREQ, AF, DP)"
            )
            raise InputError(
                looked_for.format(name, name, assay.name),
                file=path,
                hint=f"{option} names one; --preset all-coding has no such filter",
            )


def describe(path: Path, layout: Layout, assay: Assay, resources: Resources) -> None:
    """Note what was recognised in a file: consequence, depth and fraction, transcripts, normal."""
    said = f"{layout.kind}: consequence by {layout.annotator}, depth and fraction by "
    said += f"{layout.evidence}, transcripts {layout.transcripts}"
    add_note(Note("info", "burden", "", said))
    if layout.normal is not None and resources.normal is None:
        _note(
            "info",
            path,
            f"the normal {layout.normal} is not looked at: the caller's verdict stands",
            f"--normal {layout.normal} removes what it carries",
        )


def note_empty(path: Path) -> None:
    """Say of a file without records that its burden is 0."""
    _note("warning", path, "holds no variant at all: its burden is 0",
          "If it was cut short, copy it again")  # fmt: skip


def _note(level: Level, path: Path, message: str, remedy: str = "") -> None:
    add_note(Note(level, "burden", path.name, message, remedy))


def refuse_silence(path: Path, counts: Counter[str]) -> None:
    """Refuse a whole file in which a filter found nothing to go by.

    Raises
    ------
    InputError
        Where no variant had the value a filter asked for, no position met the targets, no
        chromosome the germline resource, or no record the annotation.
    """
    if counts["asked for reads"] and counts["without reads"] == counts["asked for reads"]:
        raise InputError(
            "no variant has a value in the tags that the filters depth and fraction read",
            file=path,
            hint="--depth-tag and --fraction-tag name other tags",
        )
    if counts["asked for a consequence"] and not counts["with a consequence"]:
        raise InputError(
            "no variant carries the annotation that the header declares",
            file=path,
            hint="Annotate it anew, or name another annotation with --annotator",
        )
    if counts["asked for targets"] and not counts["in targets"]:
        raise InputError(
            "no variant lies in the targets",
            file=path,
            hint="Compare the chromosome names and the genome build of variants and targets",
        )
    if counts["asked for germline"] and not counts["on a chromosome of germline"]:
        raise InputError(
            "no variant lies on a chromosome of the germline resource",
            file=path,
            hint="Compare the chromosome names of the two files",
        )


def refuse_control_characters(path: Path, samples: Mapping[str, Judged]) -> None:
    """Refuse names of samples, genes and alleles that a terminal would obey.

    Raises
    ------
    InputError
        Naming what holds one.
    """
    names = pa.chunked_array([arrow_texts(list(samples))])
    texts = [("the name of a sample", names)]
    for judged in samples.values():
        texts += [(f"'{name}' of a variant", judged.rows[name]) for name in _TEXTS]
    printable = _Dictionaries()
    for what, column in texts:
        if printable.hold_all_of(column):
            continue
        values = _used_texts(column)
        # The first question is the quick one.
        if pc.all(pc.utf8_is_printable(values)).as_py():
            continue
        damaged = values.filter(pc.match_substring_regex(values, _CONTROL))
        if len(damaged):
            raise InputError(
                f"{what} holds a control character: {damaged[0].as_py()[:40]!a}",
                file=path,
                expected="printable characters",
            )


class _Dictionaries:
    """Which dictionaries hold nothing but printable texts: the samples of a file share them."""

    def __init__(self) -> None:
        # Kept as well, so that no other takes the place of one in memory.
        self._known: dict[int, tuple[pa.Array, bool]] = {}

    def hold_all_of(self, column: pa.ChunkedArray) -> bool:
        """Whether every block of a column is encoded by such a one."""
        return pa.types.is_dictionary(column.type) and all(
            self._is_printable(block.dictionary) for block in column.chunks
        )

    def _is_printable(self, texts: pa.Array) -> bool:
        place = texts.buffers()[-1].address if len(texts) else 0
        if place not in self._known:
            said = pc.all(pc.utf8_is_printable(texts.cast(pa.string()))).as_py()
            self._known[place] = (texts, said is not False)
        held, answer = self._known[place]
        return answer and len(held) >= len(texts)


def _used_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts of a column, each that is encoded once a block."""
    if not pa.types.is_dictionary(column.type):
        return column
    # Asked of the blocks: Arrow's unique() over blocks mistakes a text that a dictionary has twice,
    # as that of consequences has where two classes are one term.
    used = [chunk.dictionary.take(pc.unique(chunk.indices)) for chunk in column.chunks]
    return pa.chunked_array(used, column.type.value_type)


@dataclass(frozen=True)
class _Dropped:
    """A kind of variants that is said of several files in one note.

    ``words`` come after the number of variants, ``of`` is the count of those asked.
    """

    count: str
    level: Level
    words: str
    remedy: str = ""
    of: str = ""
    fewest: int = 1
    share: float = 0.0

    def of_file(self, counts: Counter[str]) -> tuple[int, int]:
        """How many variants of a file it holds, 0 where too few to be said; and of how many."""
        dropped, asked = counts[self.count], counts[self.of] if self.of else 0
        if self.of and (asked < self.fewest or dropped <= self.share * asked):
            return 0, asked
        return dropped, asked


_DROPPED = (
    _Dropped(
        "without reads", "warning",
        " {variants} without a value in the tags of depth and fraction {were} removed by the "
        "filter that asked for it",
    ),
    _Dropped(
        "absent with reads", "warning",
        " {variants} with reads {were} left out because the genotype is 0/0 or has another allele",
        "Leave the filter 'absent' out of the assay if the caller writes 0/0 for somatic calls "
        "(Pindel)",
    ),
    _Dropped(
        "not primary", "info",
        " {variants} of the mitochondrion or of unplaced contigs {were} left out",
        "contigs: all in the assay's YAML keeps them",
    ),
    _Dropped(
        "too shallow", "warning",
        " {variants} have a depth below {depth:g}: preset '{preset}' does not fit {files}",
        "Choose a preset made for such data, or set min_depth",
        of="with a depth", fewest=20, share=0.9,
    ),
)  # fmt: skip


def say_what_was_dropped(
    files: Iterable[tuple[Path, Counter[str]]], assay: Assay
) -> list[tuple[str, str, int, int | None]]:
    """Note what was dropped without being counted, or for a preset that does not fit.

    There is one note a kind, which names the first files and counts the variants of all.

    Parameters
    ----------
    files : iterable of (path, counts)
        Each file that was judged, whole.
    assay : Assay

    Returns
    -------
    list of (file, kind, variants, of)
        Every file's number, and of how many where that is known.
    """
    files = list(files)
    found: list[tuple[str, str, int, int | None]] = []
    for kind in _DROPPED:
        each: dict[Path, tuple[int, int]] = {}
        for path, counts in files:
            dropped, asked = kind.of_file(counts)
            if dropped:
                before = each.get(path, (0, 0))
                each[path] = (before[0] + dropped, before[1] + asked)
        if each:
            _say_dropped(kind, each, assay)
            found += [(path.name, kind.count, n, of or None) for path, (n, of) in each.items()]
    return found


def say_few_over_one(files: Iterable[tuple[Path, Counter[str]]]) -> None:
    """Warn of a column that is read as percent though most of its values are at most 1.

    Parameters
    ----------
    files : iterable of (path, counts)
        Each file that was judged, whole.
    """
    for path, counts in files:
        for key in [key for key in counts if key.startswith(OVER_ONE)]:
            name, over = key.removeprefix(OVER_ONE), counts[key]
            known = counts[READ_AS_PERCENT + name]
            if 2 * over < known:
                _note(
                    "warning",
                    path,
                    f"{name} is read as percent because of {over} of its {known} values: the "
                    "others are at most 1",
                    "If it holds fractions, mend the values over 1",
                )


def _say_dropped(kind: _Dropped, each: dict[Path, tuple[int, int]], assay: Assay) -> None:
    (dropped, asked), several = map(sum, zip(*each.values(), strict=True)), len(each) > 1
    one = dropped == 1 and not asked
    words = kind.words.format(
        variants="variant" if one else "variants", were="was" if one else "were",
        depth=assay.min_depth, preset=assay.name, files="these files" if several else "this file",
    )  # fmt: skip
    message = f"{_number(dropped, asked)}{words}"
    if several:
        named = [f"{path.name}: {_number(*numbers)}" for path, numbers in each.items()]
        message += f" ({name_some(named)})"
    subject = f"{len(each)} files" if several else next(iter(each)).name
    add_note(Note(kind.level, "burden", subject, message, kind.remedy))


def _number(dropped: int, asked: int) -> str:
    return f"{dropped} of {asked}" if asked else str(dropped)
