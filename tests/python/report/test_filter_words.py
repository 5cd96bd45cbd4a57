"""Every filter that a burden can have is told in words."""

from radiotmb.report.filter_words import describe_filter
from radiotmb.tmb.filters import ORDER


def test_every_filter_has_words_of_its_own():
    words = [describe_filter(name) for name in ("read", *ORDER)]
    assert not set(words) & set(ORDER)
    assert len(set(words)) == len(words)
