"""How long the browser works until a report page is there, and how large the page is.

    .venv/bin/python benchmarks/report_page.py demo/results
    .venv/bin/python benchmarks/report_page.py demo/results --patients 100 --phases 8

With ``--patients`` and ``--phases`` the page is one of so many copies of those that the folder has,
made and measured in a temporary folder, with as many pictures as a page takes. Wall time says
little on a busy machine: the processor time of all of the browser's processes is given beside it,
which a machine with nothing else to do does not exceed.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import tempfile
import time
from pathlib import Path

import pandas as pd
import psutil
from playwright.sync_api import sync_playwright

from radiotmb.report import render_report


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


def enlarged(folder: Path, patients: int, phases: int, target: Path) -> Path:
    """A copy of a results folder whose tables have so many patients and phases.

    Parameters
    ----------
    folder : path
        A study's results.
    patients, phases : int
    target : path
        Where the copy is made.
    """
    source = Path(__file__).parents[1] / "tests/python/report/simulated_output/large.py"
    spec = importlib.util.spec_from_file_location("large", source)
    assert spec is not None
    assert spec.loader is not None
    large = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(large)
    shutil.copytree(folder, target)
    tables = {file.stem: pd.read_csv(file) for file in (target / "tables").glob("*.csv")}
    for name, table in large.enlarge(tables, patients, phases).items():
        table.to_csv(target / "tables" / f"{name}.csv", index=False)
    return target


def main() -> None:
    """Render the page of a folder, or of its enlarged copy, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--patients", type=int)
    parser.add_argument("--phases", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "results"
        if given.patients and given.phases:
            enlarged(given.folder, given.patients, given.phases, folder)
        else:
            shutil.copytree(given.folder, folder)
        start, before = time.monotonic(), time.process_time()
        page = render_report(folder)
        print("rendered", {
            "wall_seconds": round(time.monotonic() - start, 1),
            "processor_seconds": round(time.process_time() - before, 1),
        })  # fmt: skip
        print("opened", measure(page))


if __name__ == "__main__":
    main()
