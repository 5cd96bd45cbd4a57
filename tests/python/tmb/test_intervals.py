"""BED intervals: bases counted once, edges half open, and lines that are none refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.tmb.intervals import Intervals, read_bed

PIECES = st.lists(
    st.tuples(st.sampled_from(["1", "chr1", "X"]), st.integers(0, 60), st.integers(1, 20)),
    min_size=1,
    max_size=12,
)


@given(PIECES)
def test_intervals_hold_the_bases_of_their_pieces(pieces):
    bases = {(name.removeprefix("chr"), start + i) for name, start, n in pieces for i in range(n)}
    intervals = Intervals([(name, start, start + length) for name, start, length in pieces])
    assert intervals.size == len(bases)
    for chrom in ("1", "X"):
        held = intervals.contain(chrom, np.arange(90)).tolist()
        assert held == [(chrom, place) in bases for place in range(90)]
        assert intervals.contain(f"chr{chrom}", np.arange(90)).tolist() == held
        assert intervals.overlap(chrom, 10, 40) == sum(held[10:40])


@pytest.mark.parametrize(
    "line",
    [
        "chr1\t100",
        "chr1\t200\t100",
        "chr1\t-5\t9",
        "chr1\t1\tx",
        "chr1\t²\t9",
        f"chr1\t1\t{'9' * 5000}",
    ],
)
def test_what_is_no_interval_is_refused_by_its_line(tmp_path, line):
    bed = tmp_path / "panel.bed"
    bed.write_text(f"track name=panel\nchr1\t1\t5\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 3"):
        read_bed(bed)
