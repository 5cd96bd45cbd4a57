"""One thing has one name, the glossary's, wherever a reader meets it."""

from __future__ import annotations

import re

import pytest
from build import ROOT

# What the glossary's word stands for, spelled otherwise.
OTHERWISE = {
    "AUC": r"areas? under the curve|\bROC area|\bareas? of (the )?(chain|centres|model)"
    r"|\bmean area",
    "95% CI": r"\d %(?![%a-z|}])|%%? confidence interval",
    "precision-recall AUC": r"precision-recall area|\bAUPRC\b",
    "calibration intercept": r"calibration[- ]in[- ]the[- ]large \(",
    "mutations/Mb": r"mutations per Mb\b|\bmut/Mb",
    "cutoff": r"\bcut-?(off|point)s?\b(?<!cutoff)(?<!cutoffs)",
    "held-out": r"\bout-of-fold|\bhold-out",
    "null": r"\bnull distribution",
    "repeats": r"\brepetitions?\b",
    "tumor mutational burden": r"\bmutation(al)? load\b|\btumou?r mutation burden",
    "net benefit": r"\bnet clinical benefit",
}
# Titles of papers keep their authors' words, and the glossary says what a word stands for.
QUOTED = re.compile(r"Hoshino I, et al|operating|The audit's words")
FILES = [
    *ROOT.glob("R/*.R"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("vignettes/*.Rmd"),
    *ROOT.glob("python/radiotmb/**/*.py"), *ROOT.glob("python/radiotmb/**/*.html"),
    *ROOT.glob("benchmarks/*.md"), ROOT / "NEWS.md",
    ROOT / "README.md",
]  # fmt: skip


def found(pattern: str) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in FILES
        if file.name != "glossary.md"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(pattern, line, re.IGNORECASE) and not QUOTED.search(line)
    ]


@pytest.mark.parametrize("term", OTHERWISE)
def test_a_thing_has_the_name_of_the_glossary(term):
    assert found(OTHERWISE[term]) == []


def test_another_name_would_be_found():
    assert re.search(OTHERWISE["cutoff"], "the cut-off")
    assert not re.search(OTHERWISE["cutoff"], "the cutoff, two cutoffs")
    assert re.search(OTHERWISE["95% CI"], "95 % interval")


def test_the_glossary_is_in_the_order_of_the_alphabet_and_says_a_word_once():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\| (?!word)([^|-][^|]*?) \|", text, re.MULTILINE)
    assert len(words) == len(set(words))
    assert {"AUC", "95% CI", "net benefit", "precision-recall AUC"} <= set(words)
