"""R and Python call the same rows the same variant."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb import stats
from radiotmb.tmb.alleles import plain_chrom, trim

pytestmark = pytest.mark.r

CHROMOSOMES = st.sampled_from(["1", "chr1", "Chr1", "17", "M", "chrM", "MT", "chrMT", "X"])
ALLELES = st.one_of(st.text("ACGTacgt", min_size=1, max_size=4), st.just("-"))
SITES = st.tuples(CHROMOSOMES, st.integers(99_998, 100_003), ALLELES, ALLELES)


def shared_in_python(primary, metastasis):
    keys = [
        {(plain_chrom(chrom), *trim(pos, ref, alt)) for chrom, pos, ref, alt in sites}
        for sites in (primary, metastasis)
    ]
    return len(keys[0] & keys[1])


def shared_in_r(primary, metastasis):
    rows = [
        ("A", lesion, *site)
        for lesion, sites in (("primary", primary), ("metastasis", metastasis))
        for site in sites
    ]
    columns = ["patient_id", "lesion", "chrom", "pos", "ref", "alt"]
    return int(stats.compare_variants(pd.DataFrame(rows, columns=columns)).patients["shared"][0])


@settings(max_examples=60, deadline=None)
@given(st.lists(SITES, min_size=1, max_size=8), st.lists(SITES, min_size=1, max_size=8))
def test_r_shares_what_python_matches(primary, metastasis):
    assert shared_in_r(primary, metastasis) == shared_in_python(primary, metastasis)


@pytest.mark.parametrize(
    ("vcf", "maf"),
    [
        (("chr1", 100, "CAA", "CA"), ("1", 102, "A", "-")),
        (("chr7", 200, "C", "CTT"), ("7", 200, "-", "TT")),
        (("chrM", 263, "A", "G"), ("MT", 263, "a", "g")),
        (("2", 10, "ACGT", "ATGT"), ("chr2", 11, "C", "T")),
    ],
)
def test_one_variant_in_two_spellings_is_shared(vcf, maf):
    assert shared_in_python([vcf], [maf]) == 1
    assert shared_in_r([vcf], [maf]) == 1
