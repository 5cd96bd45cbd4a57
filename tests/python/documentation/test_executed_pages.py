"""Every block of the tutorials and of the gallery runs, in the order in which the site has them."""

import re

import pytest
from build import EXECUTED, ROOT
from run_pages import BLOCK, run_page


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
    assert sorted(name for name in drawn if f"{name}(" not in gallery) == []
    plots = re.findall(r"^S3method\(plot,(\w+)\)", (ROOT / "NAMESPACE").read_text(), re.MULTILINE)
    assert plots
    assert sorted(kind for kind in plots if f"`{kind}`" not in gallery) == []
