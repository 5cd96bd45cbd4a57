"""Every page has its place in the site's navigation, and every place its page."""

from build import ROOT
from navigation import placed_in, with_all


def test_a_page_that_is_not_placed_comes_last_in_its_section(tmp_path):
    for name in ("docs/a.md", "docs/new.md", "docs/tutorials/b.md", "vignettes/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# Page\n")
    nav = [{"Tutorials": [{"B": "docs/tutorials/b.md"}]}, {"Guides": ["docs/a.md"]}]
    assert with_all(nav, tmp_path) == [
        {"Tutorials": [{"B": "docs/tutorials/b.md"}, "vignettes/c.md"]},
        {"Guides": ["docs/a.md", "docs/new.md"]},
    ]


def test_every_place_has_its_page():
    import yaml

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text[text.index("\nnav:") :])["nav"]
    written = {f"vignettes/{file.stem}.md" for file in ROOT.glob("vignettes/*.Rmd")}
    missing = [
        page
        for page in placed_in(nav)
        if not page.startswith("reference/") and page not in written and not (ROOT / page).is_file()
    ]
    assert missing == []


def test_the_theme_fetches_nothing():
    """No font and no script of another host; dead_links.py looks at every page that is built."""
    import yaml

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
    config = yaml.safe_load(text)
    assert config["theme"]["font"] is False
    assert not [one for one in config["extra_css"] if "//" in one]
    assert "extra_javascript" not in config
