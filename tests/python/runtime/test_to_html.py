"""What a notebook shows of a result: escaped, whole in little, and never a bare NaN."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiotmb.runtime.to_html import estimate_text, number_text, result_html


class Balanced(HTMLParser):
    """Fails where an element is closed that is not open; collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.text, self.tags = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(html: str) -> Balanced:
    reader = Balanced()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_every_text_is_escaped(heading, name, cell, flag):
    frame = pd.DataFrame({name: [cell]})
    shown = read(result_html(heading, [(name, cell)], {heading: frame}, [flag]))
    assert shown.tags <= {"div", "p", "strong", "br", "table", "caption", "thead", "tbody", "tr",
                          "th", "td", "ul", "li"}  # fmt: skip
    assert cell in shown.text or cell == ""


def test_a_script_in_a_name_is_text():
    html = result_html("<script>alert(1)</script>", [], {"<img src=x onerror=y>": pd.DataFrame()})
    assert "<script" not in html
    assert "<img" not in html


def test_a_long_table_shows_its_beginning_and_says_so():
    frame = pd.DataFrame({f"c{i}": range(25) for i in range(20)})
    html = result_html("Long", tables={"Rows": frame})
    assert html.count("<tr>") == 11
    assert html.count("<th ") == 12
    assert "and 15 more rows and 8 more columns" in html
    assert "Rows: none" in result_html("Empty", tables={"Rows": frame.head(0)})


@pytest.mark.parametrize(
    ("given_", "text"),
    [
        ((0.8125, 0.61, 1.0), "0.812 (95% interval 0.61 to 1)"),
        ((0.8125, 0.61, 1.0, 0.9), "0.812 (90% interval 0.61 to 1)"),
        ((0.5, float("nan"), float("nan")), "0.5 (interval not estimable)"),
        ((float("nan"), 0.1, 0.2), "not estimable"),
        ((None,), "not estimable"),
        ((24,), "24"),
    ],
)
def test_an_estimate_has_its_interval_or_says_that_it_has_none(given_, text):
    assert estimate_text(*given_) == text


def test_p_values_are_set_as_journals_set_them():
    frame = pd.DataFrame({"test": ["McNemar"], "p_value": [0.00002], "p_equal": [0.0421]})
    cells = re.findall("<td>(.*?)</td>", result_html("Tests", tables={"Tests": frame}))
    assert cells == ["McNemar", "&lt; 0.001", "0.042"]
    assert number_text(float("nan")) == ""
