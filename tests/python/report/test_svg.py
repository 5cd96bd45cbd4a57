"""Drawings inside the page follow its colours and keep to themselves."""

from __future__ import annotations

import re

import matplotlib as mpl
import pytest

from radiotmb.report.figures import style
from radiotmb.report.figures.chance import draw_chance
from radiotmb.report.svg import inline_svg, save_figure, svg_text


@pytest.fixture(scope="module")
def chance(simulated):
    return simulated.simulate_tables()["chance"]


def test_every_colour_follows_the_theme(chance):
    drawing = inline_svg(svg_text(draw_chance(chance), "chance"), "chance", "a label")
    assert re.findall(r"#[0-9a-f]{6}", drawing)
    bare = re.sub(r"var\(--fig-[a-z]+, #[0-9a-f]{6}\)", "", drawing)
    assert not re.findall(r"#[0-9a-f]{6}\b(?!\")", re.sub(r"#chance-\w+", "", bare))


def test_the_themes_name_every_role():
    from radiotmb.report.svg import _ROLES

    css = (pytest.importorskip("radiotmb.report.render")._TEMPLATES / "style.css").read_text()
    for role in set(_ROLES.values()):
        # Twice dark (the system's wish, the reader's button) and once on paper.
        assert css.count(f"--fig-{role}:") == 3, role


def test_the_label_is_escaped(chance):
    drawing = inline_svg(svg_text(draw_chance(chance), "c"), "c", '"><script>alert(1)</script>')
    assert "<script>" not in drawing
    assert drawing.startswith('<svg role="img" aria-label="&#34;&gt;&lt;script&gt;')


def test_two_figures_share_no_identifier(chance):
    first, second = (
        inline_svg(svg_text(draw_chance(chance), name), name, name) for name in ("one", "two")
    )
    identifiers = [set(re.findall(r'\bid="([^"]+)"', drawing)) for drawing in (first, second)]
    assert identifiers[0]
    assert not identifiers[0] & identifiers[1]
    for drawing in (first, second):
        used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing))
        assert used <= set(re.findall(r'\bid="([^"]+)"', drawing))


def test_files_are_the_same_every_time(chance, tmp_path):
    for name in ("first", "second"):
        save_figure(draw_chance(chance), tmp_path / name, "chance")
    for suffix in ("svg", "png"):
        one, two = (tmp_path / name / f"chance.{suffix}" for name in ("first", "second"))
        assert one.read_bytes() == two.read_bytes()
    assert b"<dc:date>" not in one.with_suffix(".svg").read_bytes()


def test_files_are_the_same_in_every_process(chance, tmp_path):
    """The layout's solver orders by memory address: its last digits are another each time."""
    for name, shift in (("first", 0.0), ("second", 3e-10)):
        figure = draw_chance(chance)
        with mpl.rc_context(style.STYLE):
            figure.draw_without_rendering()
        figure.set_layout_engine("none")
        left, bottom, width, height = figure.axes[0].get_position(original=True).bounds
        figure.axes[0].set_position((left + shift, bottom - shift, width, height + shift))
        save_figure(figure, tmp_path / name, "chance")
    one, two = (tmp_path / name / "chance.svg" for name in ("first", "second"))
    assert "clip-path" in one.read_text()
    assert one.read_bytes() == two.read_bytes()


def test_coordinates_are_short_and_labels_stay(chance):
    text = svg_text(draw_chance(chance), "chance")
    assert not re.search(r' (?:d|x|y)="[^"]*\d\.\d{3,}', text)
    assert "Discordant patients" in text
    assert "independent Poisson" in text


def test_the_page_prints_the_colours_of_the_table():
    css = (pytest.importorskip("radiotmb.report.render")._TEMPLATES / "style.css").read_text()
    paper = css[css.index("@media print") :]
    colours = {"primary": style.PRIMARY, "metastasis": style.METASTASIS, "violet": style.VIOLET,
               "grey": style.GREY, "crimson": style.CRIMSON, "green": style.GREEN}  # fmt: skip
    for name, colour in colours.items():
        assert f"--fig-{name}: {colour};" in paper


def test_a_role_has_one_colour_in_every_figure():
    colours = {**style.LESION, **style.STATUS, **style.DIRECTION, **style.CONCORDANCE,
               **style.SHARED}  # fmt: skip
    # What stands in one figure together is told apart.
    for names in (("primary", "metastasis"), ("high", "low"), ("concordant", "discordant"),
                  ("primary only", "metastasis only", "both high", "both low"),
                  ("shared", "primary only", "metastasis only")):  # fmt: skip
        assert len({colours[name] for name in names}) == len(names)


def test_contrast_of_the_series_on_paper():
    """WCAG 1.4.11: what carries meaning keeps 3:1 against white."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in style.SERIES:
        assert 1.05 / (luminance(colour) + 0.05) >= 3, colour
