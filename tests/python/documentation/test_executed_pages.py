"""Every block of the tutorials and of the gallery runs, in the order in which the site has them."""

import re
from collections import Counter

import pytest
from build import EXECUTED, ROOT
from run_pages import BLOCK, run_page

from radiotmb.stats import results


def test_every_tutorial_is_run():
    tutorials = {f"docs/tutorials/{page.name}" for page in ROOT.glob("docs/tutorials/*.md")}
    assert tutorials - {"docs/tutorials/index.md"} == set(EXECUTED) - {"docs/gallery.md"}


@pytest.mark.r
@pytest.mark.slow
def test_the_pages_run_one_after_the_other(tmp_path):
    (tmp_path / "work").mkdir()
    for name in EXECUTED:
        text = (ROOT / name).read_text(encoding="utf-8")
        done = run_page(text, tmp_path / "work", tmp_path / name.replace("/", "-"), tmp_path)
        pictures = set(re.findall(r"\]\((\S+\.svg)\)", done))
        assert all((tmp_path / picture).stat().st_size > 1000 for picture in pictures), name
        if name == "docs/gallery.md":
            # A block of the gallery draws, but for the three that only prepare.
            prepare = sum("draw_" not in b[1] and "plot" not in b[1] for b in BLOCK.findall(done))
            assert len(pictures) >= len(BLOCK.findall(done)) - prepare


def test_every_figure_is_in_the_gallery():
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    drawn = {
        name
        for module in ROOT.glob("python/radiotmb/report/figures/*.py")
        for name in re.findall(r"^def (draw_\w+)", module.read_text(), re.MULTILINE)
    } - {"draw_curve"}  # a part of others
    calls = Counter(re.findall(r"^(?:found = )?(draw_\w+)\(", gallery, re.MULTILINE))
    assert calls == dict.fromkeys(drawn, 1)
    plots = re.findall(r"^S3method\(plot,(\w+)\)", (ROOT / "NAMESPACE").read_text(), re.MULTILINE)
    assert plots
    assert sorted(kind for kind in plots if f"`{kind}`" not in gallery) == []
    shown = Counter(re.findall(r"`(\w+)`", gallery))
    assert {kind: shown[kind] for kind in plots} == dict.fromkeys(plots, 1)


def sections_of_gallery() -> list[str]:
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    return re.split(r"^#{2,3} ", gallery, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize(
    "kind",
    [one for one in vars(results).values() if getattr(one, "r_class", "") and one.drawn_by],
    ids=lambda kind: kind.r_class,
)
def test_a_figure_that_both_languages_draw_has_both_calls(kind):
    """The section that names R's result draws in R and in Python."""
    (section,) = [part for part in sections_of_gallery() if f"`{kind.r_class}`" in part]
    found = {
        language for language, code in BLOCK.findall(section) if "plot" in code or "draw_" in code
    }
    # An audit has a figure in R alone; with a study it is that of the comparison.
    wanted = {"r"} if kind is results.PublishedAudit else {"r", "python"}
    assert found == wanted
