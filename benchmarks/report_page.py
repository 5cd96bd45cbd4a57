"""How long the browser works until a report page is there, and how large the page is.

    .venv/bin/python benchmarks/report_page.py demo/results/report.html

Wall time says little on a busy machine: the processor time of all of the browser's processes is
given beside it, which a machine with nothing else to do does not exceed.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright


def processor_seconds(process: psutil.Process) -> float:
    """Of a process and all below it."""
    spent = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system
    return spent


def measure(page: Path) -> dict[str, float]:
    """Megabytes, and seconds from the address to the end of loading at 1280 x 900."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto("about:blank")
        before, start = processor_seconds(psutil.Process()), time.monotonic()
        tab.goto(page.resolve().as_uri())
        wall, spent = time.monotonic() - start, processor_seconds(psutil.Process()) - before
        elements = tab.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return {
        "megabytes": page.stat().st_size / 1e6, "elements": elements,
        "wall_seconds": round(wall, 2), "processor_seconds": round(spent, 2),
    }  # fmt: skip


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, measure(Path(name)))
