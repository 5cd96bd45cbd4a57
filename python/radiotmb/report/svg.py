"""Figures as files, and as markup that lives inside the page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import matplotlib
from markupsafe import Markup, escape
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.runtime.files import whole_file, write_text

# Above this an inlined drawing would weigh more than its picture.
HEAVY_BYTES = 400_000

_ROLES = {
    style.INK: "ink",
    style.MUTED: "muted",
    style.GRID: "grid",
    style.ZONE: "zone",
    style.PRIMARY: "primary",
    style.METASTASIS: "metastasis",
    style.GREEN: "green",
    style.VIOLET: "violet",
    style.CRIMSON: "crimson",
    style.GREY: "grey",
    "#ffffff": "paper",
    "#000000": "ink",
}


def svg_text(figure: Figure, name: str) -> str:
    """The figure as SVG; the same bytes for the same figure, whenever and wherever it is drawn."""
    stream = io.StringIO()
    with matplotlib.rc_context(style.STYLE | {"svg.hashsalt": name}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return _with_tooltips(_renumbered(_condensed(stream.getvalue())))


def _condensed(text: str) -> str:
    """Coordinates to a hundredth of a point, and no blanks between elements."""
    text = re.sub(r">\s+<", "><", text)
    return re.sub(
        r' (?:d|x|y|width|height|transform|points)="[^"<>]*"',
        lambda found: " " + re.sub(r"-?\d+\.\d{3,}", _hundredths, " ".join(found[0].split())),
        text,
    )


def _hundredths(found: re.Match[str]) -> str:
    short = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _renumbered(text: str) -> str:
    """What is referred to by the hash of its coordinates gets a number in its place.

    The solver of the layout differs in the last digit from one process to the next, and so would
    the hash.
    """
    used = re.findall(r"(?:url\(#|href=\"#)([^\")]+)", text)
    numbers = {name: f"r{place}" for place, name in enumerate(dict.fromkeys(used), start=1)}
    return re.sub(
        r"(url\(#| id=\"|href=\"#)([^\")]+)",
        lambda found: found[1] + numbers.get(found[2], found[2]),
        text,
    )


def _with_tooltips(text: str) -> str:
    """Links of tooltips become titles, which browsers show without a script."""
    return re.sub(
        # XML's writer takes single quotes where the words hold double ones.
        rf"<a xlink:href=([\"']){style.TIP}(.*?)\1[^>]*>(.*?)</a>",
        r"<g><title>\2</title>\3</g>",
        text,
        flags=re.DOTALL,
    )


def save_figure(figure: Figure, folder: Path, name: str) -> str:
    """Write ``name.svg`` and ``name.png`` (200 dots an inch) and return the SVG.

    The layout is worked out once and then kept: it costs as much as the drawing.
    """
    with matplotlib.rc_context(style.STYLE):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        # The solver of the layout differs in the last digit from one process to the next.
        left, bottom, width, height = axes.get_position(original=True).bounds
        axes.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
    text = svg_text(figure, name)
    write_text(folder / f"{name}.svg", text)
    with whole_file(folder / f"{name}.png") as temporary, matplotlib.rc_context(style.STYLE):
        figure.savefig(temporary, format="png", dpi=200, metadata={"Software": None})
    return text


def inline_svg(text: str, name: str, label: str) -> Markup:
    """A figure's SVG as an element of the page, with an accessible name and the page's colours.

    Colours become ``var(--fig-..., #original)``, so that one drawing serves light and dark;
    identifiers get the figure's name in front, so that two figures never share one.
    """
    drawing = text[text.index("<svg") :]
    drawing = re.sub(r"<metadata>.*?</metadata>", "", drawing, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", drawing))
    drawing = re.sub(
        r' id="([^"]+)"',
        lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "",
        drawing,
    )
    drawing = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{name}-", drawing)
    for colour, role in _ROLES.items():
        drawing = drawing.replace(f": {colour}", f": var(--fig-{role}, {colour})")
    drawing = drawing.replace("'DejaVu Sans'", "var(--fig-font, 'DejaVu Sans')")
    width = re.search(r'width="([\d.]+)pt"', drawing)
    inches = float(width[1]) / 72 if width else 6.0
    head = (
        f'<svg role="img" aria-label="{escape(label)}" data-figure="{escape(name)}" '
        f'style="--inches: {inches:.2f}" '
    )
    drawing = drawing.replace("<svg ", head, 1)
    return Markup(drawing)  # nosec B704 # drawn by matplotlib, which escapes its texts
