"""What C finds in a block: as splitting by hand has it, and never outside the arrays."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from radiotmb.tmb._blocks import (
    add_numbers,
    column_ends,
    gather,
    number_texts,
    positions,
    worst_terms,
)
from radiotmb.tmb.alleles import LONGEST_POSITION, is_position
from radiotmb.tmb.formats.text_block import Cutter, TextBlock, numbers, slices

SIGNS = st.sampled_from(list(b"\t\n\r ab,;:|\x00\x08\xff"))


def expected(text, columns):
    """The ends, told by splitting; None where a line has other columns or holds a control sign."""
    lines = text.split(b"\n")
    if lines.pop() or any(line.count(b"\t") != columns - 1 for line in lines):
        return None
    if any(sign < 10 and sign != 9 for sign in text):
        return None
    return [place for place, sign in enumerate(text) if sign in b"\t\n"]


@given(st.lists(SIGNS, max_size=80).map(bytes), st.integers(1, 4))
@example(b"", 3)
@example(b"a\tb\n" * 20, 2)
@example(b"a" * 15 + b"\t" + b"b" * 15 + b"\n", 2)
@example(b"a\tb\n" * 20 + b"c\td", 2)
def test_ends_are_those_of_splitting(text, columns):
    found = Cutter().cut(text, columns)
    wanted = expected(text, columns)
    assert (None if found is None else found.ravel().tolist()) == wanted


@given(st.lists(st.lists(st.binary(max_size=40), min_size=3, max_size=3), min_size=1, max_size=30))
def test_cells_come_back_whole(rows):
    cells = [[bytes(letter for letter in cell if letter > 10) for cell in row] for row in rows]
    text = b"".join(b"\t".join(row) + b"\n" for row in cells)
    ends = Cutter().cut(text, 3)
    starts = np.append(0, ends.ravel()[:-1] + 1).reshape(ends.shape)
    back = [
        [text[start:end] for start, end in zip(*both, strict=True)]
        for both in zip(starts, ends, strict=True)
    ]
    assert back == cells


def test_a_cutter_keeps_nothing_of_the_text_before():
    cutter = Cutter()
    first = cutter.cut(b"aaaa\tbbbb\n" * 9, 2)
    copy = first.copy()
    assert cutter.cut(b"c\td\n", 2).tolist() == [[1, 3]]
    np.testing.assert_array_equal(first, copy)


def test_an_array_too_short_is_never_overrun():
    room = np.full(4, -7, dtype=np.int64)
    assert column_ends(b"a\tb\n" * 3, 2, room[:3]) is None
    assert room[3] == -7
    assert column_ends(b"a\tb\n" * 2, 2, room) == 4


@pytest.mark.parametrize("columns", [0, -1])
def test_lines_of_no_columns_are_none(columns):
    assert column_ends(b"a\tb\n", columns, np.empty(9, dtype=np.int64)) is None


@given(st.lists(st.one_of(st.none(), st.binary(max_size=30), st.sampled_from([b"C", b"7"]))))
def test_texts_and_their_numbers_are_those_of_slicing(cells):
    text = b"".join(cell or b"" for cell in cells) + b"\n"
    stops = np.cumsum([len(cell or b"") for cell in cells]).astype(np.int64)
    starts = stops - [len(cell or b"") for cell in cells]
    starts[[cell is None for cell in cells]] = -1
    block = TextBlock(text, np.array([[len(text) - 1]]))
    expected = [(cell or b"").decode("utf-8", "replace") for cell in cells]
    assert block.texts(starts, stops).to_pylist() == expected
    codes, names = block.coded(starts, stops)
    assert [names[code] for code in codes] == expected
    assert len(names) == len({cell or b"" for cell in cells})
    # In the order in which they are met first.
    assert list(dict.fromkeys(codes.tolist())) == list(range(len(names)))


def test_many_different_texts_are_told_apart():
    text = "".join(f"{number:05d}" for number in range(5000)).encode()
    starts = np.tile(np.arange(0, len(text), 5), 2)
    codes = np.empty(10000, dtype=np.int32)
    names = number_texts(text, starts, starts + 5, codes)
    assert names == [f"{number:05d}".encode() for number in range(5000)]
    assert codes.tolist() == [*range(5000), *range(5000)]


@given(st.one_of(st.integers(0, 10**12).map(str), st.text("0123456789.eE+- ", max_size=12)))
@example("0")
@example("007")
@example("9" * 40)
def test_a_position_is_a_whole_number_as_it_is_usually_written(text):
    out = np.empty(1, dtype=np.int64)
    positions(text.encode(), np.array([0]), np.array([len(text)]), LONGEST_POSITION, out)
    usual = is_position(text) and str(int(text)) == text
    assert out.tolist() == [int(text) if usual else -1]


@pytest.mark.parametrize(("start", "stop"), [(0, 9), (2, 1), (0, -3)])
def test_texts_outside_the_text_are_refused(start, stop):
    edges = np.array([start]), np.array([stop])
    for function, kind, more in ((gather, np.int32, 1), (number_texts, np.int32, 0)):
        with pytest.raises(ValueError):
            function(b"1,2", *edges, np.empty(1 + more, dtype=kind))
        with pytest.raises(ValueError):
            function(b"1,2", np.array([0]), np.array([3]), np.empty(more, dtype=kind))
    with pytest.raises(ValueError):
        positions(b"1,2", *edges, 10, np.empty(1, dtype=np.int64))


TAGS = ("GT", "AD", "DP", "X")
CELLS = st.lists(st.sampled_from(["", ".", "0/1", "5,3", "7", "GT", "a:b"]), max_size=6)


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from([*TAGS, "Y", ""]), max_size=5), CELLS),
        min_size=1,
        max_size=6,
    )
)
def test_format_fields_are_those_of_splitting(lines):
    keys = [":".join(names) for names, _ in lines]
    calls = [":".join(cells) for _, cells in lines]
    text = "".join(f"{key}\t{call}\n" for key, call in zip(keys, calls, strict=True)).encode()
    lengths = np.array([[len(k), len(c)] for k, c in zip(keys, calls, strict=True)])
    begins = np.cumsum(lengths.sum(axis=1) + 2) - lengths.sum(axis=1) - 2
    key_stops = begins + lengths[:, 0]
    bounds = ((begins, key_stops), (key_stops + 1, key_stops + 1 + lengths[:, 1]))
    starts, stops = slices(text, *bounds, TAGS)
    for line, (key, call) in enumerate(zip(keys, calls, strict=True)):
        names, values = key.split(":"), call.split(":")
        for column, tag in enumerate(TAGS):
            place = names.index(tag) if tag in names else len(values)
            expected = values[place] if place < len(values) else None
            begin, end = starts[line, column], stops[line, column]
            assert (None if begin < 0 else text[begin:end].decode()) == expected


@given(st.lists(st.sampled_from(["DP=3", "ADP=4", "DP", "CSQ=a,b|c", "CSQ=", "", "."]), max_size=6))
def test_info_fields_are_the_first_of_their_name(items):
    text = ";".join(items).encode()
    starts, stops = slices(text, None, (np.array([0]), np.array([len(text)])), ("DP", "CSQ"))
    for column, tag in enumerate(("DP", "CSQ")):
        own = next((item for item in items if item.partition("=")[0] == tag), None)
        begin, end = starts[0, column], stops[0, column]
        assert (None if begin < 0 else text[begin:end].decode()) == (
            None if own is None else own.partition("=")[2]
        )


NUMBERS = st.one_of(
    st.floats(0, 1e11).map(repr),
    st.integers(0, 10**18).map(str),
    st.text(alphabet="0123456789.eE+-%,NA ", max_size=24),
)


@given(NUMBERS)
@example("5%")
@example("%")
@example("1e309")
@example("0" * 30 + "1.5")
def test_a_number_is_what_float_says(text):
    text = text.replace(",", "")
    if text in ("", ".", "NA", "%", ".%"):
        expected = float("nan")
    else:
        try:
            expected = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            expected = -1.0
        if not 0 <= expected < 1e12 or text != text.strip() or text.endswith("%%"):
            expected = None
    found = numbers(text.encode(), np.array([0]), np.array([len(text)]))[0, 0]
    if expected is not None:
        np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_lists_are_padded_and_cut():
    text = b"1,.,3"
    place = np.array([0, -1]), np.array([5, -1])
    found = numbers(text, *place, width=2)
    np.testing.assert_array_equal(found, [[1, np.nan], [np.nan, np.nan]])
    np.testing.assert_array_equal(numbers(text, *place, width=4)[0], [1, np.nan, 3, np.nan])
    assert numbers(b"5,88%", np.array([0]), np.array([5]), comma=True)[0, 0] == 0.0588


@pytest.mark.parametrize("stop", [9, -3])
def test_places_outside_the_text_are_refused(stop):
    edges = np.array([0]), np.array([stop])
    with pytest.raises(ValueError):
        numbers(b"1,2", *edges)
    with pytest.raises(ValueError):
        slices(b"GT\t0/1", None, edges, ("GT",))
    with pytest.raises(ValueError):
        slices(b"GT\t0/1", edges, edges, ("GT",))


RANKS = {"missense": 5, "stop": 2, "intron": 1500, "": 1500}
ORDER = np.array([0, 1, 2, 3, 9], dtype=np.int64)
# Allele, consequence, gene, (no other gene), biotype, PICK, MANE, CANONICAL, (no change)
PLACES = np.array([0, 1, 2, -1, 3, 4, 5, 6, -1], dtype=np.int64)


def worst(value, first=0, asked=True, alt=b"T", known=tuple(RANKS)):
    text = b"C" + alt + value.encode()
    edges = np.array([[1 + len(alt), len(text), 0, 1, 1, 1 + len(alt)]], dtype=np.int64)
    out = np.full((1, 4), -9, dtype=np.int64)
    raw, ranks = [name.encode() for name in known], np.array([RANKS[name] for name in known])
    strange = worst_terms(
        text, np.array([asked]), edges, PLACES, ORDER, b"@", raw, ranks, out, first
    )
    if strange:
        return text[strange[1] : strange[2]].decode()
    term, start, stop, counts = out[0].tolist()
    return (known[term] if term >= 0 else term, text[start:stop].decode(), counts)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("T|missense|A", ("missense", "A", 1)),
        ("T|missense|A,T|stop|B", ("stop", "B", 1)),
        ("T|stop|A|lncRNA", ("stop", "A", 0)),
        ("T|stop|A|lncRNA,T|intron|B|", ("intron", "B", 0)),
        ("T|missense|A|,T|intron|B||||YES", ("intron", "B", 0)),
        ("T|intron|A||||YES,T|missense|B|||NM", ("missense", "B", 1)),
        ("T|missense|A|||NM,T|intron|B||1", ("intron", "B", 0)),
        ("A|missense|A", (-2, "", 0)),
        ("A|missense|A,T|intron|B", ("intron", "B", 0)),
        ("@77", (-3, "", 0)),
        ("@77,T|missense|A", ("missense", "A", 1)),
        ("T", (-1, "", 0)),
        ("", (-1, "", 0)),
        ("T|odd|A", "odd"),
        ("T|missense", ("missense", "", 1)),
    ],
)
def test_the_first_kind_of_transcript_decides_then_the_worst_term(value, expected):
    assert worst(value) == expected


def test_long_entries_are_cut_in_steps_of_sixteen_as_elsewhere():
    for length in range(40):
        gene = "G" * length
        tail = "|x" * 30
        assert worst(f"T|stop|{gene}|{tail},T|missense|B") == ("stop", gene, 1)


def test_an_insertion_is_named_as_vep_names_it():
    assert worst("AG|stop|A", alt=b"CAG") == ("stop", "A", 1)
    assert worst("CAG|stop|A", alt=b"CAG") == ("stop", "A", 1)
    assert worst("AT|stop|A", alt=b"CAG") == (-2, "", 0)


def test_arrays_that_are_too_short_are_refused():
    good = {
        "asked": np.array([True]),
        "places": np.zeros((1, 6), dtype=np.int64),
        "fields": PLACES,
        "order": ORDER,
        "ranks": np.zeros(2, dtype=np.int64),
        "out": np.zeros((1, 4), dtype=np.int64),
    }
    for name in ("places", "fields", "order", "ranks", "out"):
        bad = {**good, name: good[name].ravel()[:-1]}
        with pytest.raises(ValueError):
            worst_terms(
                b"CT", bad["asked"], bad["places"], bad["fields"], bad["order"], b"",
                [b"a", b"b"], bad["ranks"], bad["out"], 0,
            )  # fmt: skip


@given(st.lists(st.integers(0, 2**63 - 1) | st.integers(0, 20), max_size=64))
def test_a_number_met_before_is_told_up_to_the_last_place(numbers_):
    table, repeated = np.full(64, -1, dtype=np.int64), np.zeros(len(numbers_), dtype=bool)
    fresh = add_numbers(table, np.array(numbers_, dtype=np.int64), repeated)
    assert repeated.tolist() == [one in numbers_[:at] for at, one in enumerate(numbers_)]
    assert fresh == len(set(numbers_))
    assert sorted(table[table >= 0].tolist()) == sorted(set(numbers_))


@pytest.mark.parametrize(("places", "count", "room"), [(8, 9, 9), (0, 1, 1), (6, 1, 1), (8, 3, 2)])
def test_a_table_too_small_is_refused(places, count, room):
    table, repeated = np.full(places, -1, dtype=np.int64), np.zeros(room, dtype=bool)
    with pytest.raises(ValueError, match="table"):
        add_numbers(table, np.arange(count, dtype=np.int64), repeated)
