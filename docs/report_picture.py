"""The picture of the report in the README, taken from a report that was really made.

    .venv/bin/python docs/report_picture.py demo/results/report.html docs/report.png

needs a Chromium and the ``test`` extra.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HEIGHT = 1020
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def take(report: Path, picture: Path) -> None:
    """The top of the page, and beside it the paired burdens over the ROC curves."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or None, args=ARGUMENTS
        )
        page = browser.new_page(viewport={"width": 930, "height": HEIGHT}, device_scale_factor=1)
        page.goto(report.resolve().as_uri())
        top = Image.open(io.BytesIO(page.screenshot()))
        figures = [_figure(page, name) for name in ("lesion_pairs", "roc")]
        browser.close()
    width = 640
    sheet = Image.new("RGB", (top.width + width, HEIGHT), "white")
    sheet.paste(top, (0, 0))
    place = 24
    for figure in figures:
        small = figure.resize(
            (width - 40, round(figure.height * (width - 40) / figure.width)), Image.LANCZOS
        )
        sheet.paste(small, (top.width + 10, place))
        place += small.height + 28
    # A report has few colours: a palette of them keeps the file small.
    sheet.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        picture, optimize=True
    )


def _figure(page: Page, name: str) -> Image.Image:
    figure = page.locator(f'figure[data-name="{name}"]')
    for part in ("figcaption", ".buttons"):
        figure.locator(part).evaluate("(element) => element.remove()")
    return Image.open(io.BytesIO(figure.screenshot()))


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
