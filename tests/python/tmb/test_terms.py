"""The worst consequence of a line: as reading entry by entry tells it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.tmb._terms import worst_terms

NONE, DOUBT = -1, -2
RANKS = {"missense": 5, "stop_gained": 2, "stop_gained_long_name": 2, "intron": NONE, "": NONE}
CLOSERS = "|,;\t"
KNOWN = [(name + closer).encode() for name in RANKS for closer in CLOSERS]
OF_KNOWN = np.array([RANKS[name] for name in RANKS for _ in CLOSERS], dtype=np.int64)

VALUES = st.lists(
    st.sampled_from(["T|", "T", "|", ",", ";", "=", "CSQ", "CSQ=", "@3", *list(RANKS)]), max_size=14
).map("".join)


def told_slowly(info, sight, elsewhere):
    """Term, or DOUBT, or NONE; and the entry."""
    values = [field.partition("=") for field in info.split(";")]
    values = [(sign, value) for tag, sign, value in values if tag == "CSQ"]
    if not values:
        return NONE, None
    if len(values) > 1 or not values[0][0]:
        return DOUBT, None
    best = (NONE, None)
    for entry in values[0][1].split(","):
        if sight and entry[1:2] != "|":
            return DOUBT, None
        rest = entry[2 * sight :]
        if elsewhere and rest.startswith(elsewhere):
            continue
        term = rest.partition("|")[0]
        rank = RANKS.get(term)
        if rank is None:
            return "unknown", term
        if rank >= 0 and (best[0] == NONE or rank < RANKS[best[0]]):
            best = (term, entry)
    return best


def told(infos, sight, elsewhere, first=0):
    lines = [f"x\t{info}\ty\n".encode() for info in infos]
    text = b"".join(lines)
    ends = np.cumsum([len(line) for line in lines])
    starts = ends - [len(line) for line in lines] + 2
    answer = np.full((3, len(lines)), -9, dtype=np.int64)
    asked = np.ones(len(lines), dtype=bool)
    stopped = worst_terms(
        text, asked, starts, ends - 3, b"CSQ", sight, elsewhere.encode(),
        KNOWN, OF_KNOWN, answer, first,
    )  # fmt: skip
    return text, answer, stopped


@given(st.lists(VALUES, min_size=1, max_size=6), st.sampled_from([(1, ""), (0, ""), (0, "@")]))
def test_lines_are_told_as_entry_by_entry(infos, layout):
    infos = ["CSQ=" + info if i % 2 else info for i, info in enumerate(infos)]
    slow = [told_slowly(info, *layout) for info in infos]
    text, answer, stopped = told(infos, *layout)
    strange = next((i for i, (term, _) in enumerate(slow) if term == "unknown"), None)
    if strange is None:
        assert stopped is None
    else:
        line, place = stopped
        assert line == strange
        assert text[place:].startswith(slow[line][1].encode())
    for line, (term, entry) in enumerate(slow[:strange]):
        if isinstance(term, str):
            assert KNOWN[answer[0, line]][:-1].decode() == term
            assert text[answer[1, line] : answer[2, line]].decode() == entry
        else:
            assert answer[0, line] == term
    assert strange is None or (answer[:, strange:] == -9).all()


def test_a_consequence_is_compared_to_its_last_letter():
    _, answer, stopped = told(["CSQ=stop_gained_long_nam|", "CSQ=missense|"], 0, "")
    assert stopped[0] == 0
    assert (answer == -9).all()
    _, answer, stopped = told(["CSQ=stop_gained_long_nam|", "CSQ=missense|"], 0, "", first=1)
    assert stopped is None
    assert KNOWN[answer[0, 1]] == b"missense|"


def test_lines_that_are_not_asked_for_are_left():
    text, told_of = b"CSQ=missense\t", np.full((3, 1), -9, dtype=np.int64)
    edges = np.array([0]), np.array([12])
    arguments = (b"CSQ", 0, b"", KNOWN, OF_KNOWN, told_of, 0)
    assert worst_terms(text, np.array([False]), *edges, *arguments) is None
    assert (told_of == -9).all()


@pytest.mark.parametrize("short", ["starts", "ranks", "told"])
def test_arrays_that_are_too_short_are_refused(short):
    sizes = {"starts": 2, "ranks": len(KNOWN), "told": 6}
    sizes[short] -= 1
    with pytest.raises(ValueError):
        worst_terms(
            b"a\tb\n", np.ones(2, dtype=bool), np.zeros(sizes["starts"], dtype=np.int64),
            np.zeros(2, dtype=np.int64), b"CSQ", 0, b"", KNOWN, OF_KNOWN[: sizes["ranks"]],
            np.zeros(sizes["told"], dtype=np.int64), 0,
        )  # fmt: skip
