"""Prints the report as a PDF with Chromium, whole or short."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404 # a browser of the system, without a shell
import tempfile
from pathlib import Path

from radiotmb.errors import MissingSoftwareError, RadiotmbError
from radiotmb.runtime.files import whole_file

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_LONGEST_SECONDS = 300
_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
    "--virtual-time-budget=10000",
)  # fmt: skip

_SANDBOX = "apt-get install chromium-sandbox, or print report.html from any browser"


def find_browser() -> str | None:
    """The path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_pdf(page: str | Path, *, short: bool = False) -> Path:
    """Print a report page as a PDF beside it.

    Parameters
    ----------
    page : path
        ``report.html``, as :func:`radiotmb.report.render_report` writes it.
    short : bool
        Print summary, notes, the main figures and tables and the methods only, as
        ``report-short.pdf``; else everything that is not folded away, as ``report.pdf``.

    Raises
    ------
    MissingSoftwareError
        Where no Chromium is on the path.
    RadiotmbError
        Where the browser does not print.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     page = Path(out, "report.html")
    ...     _ = page.write_text("<html lang='en'><title>An example</title></html>")
    ...     print_pdf(page).name if find_browser() else "report.pdf"
    'report.pdf'
    """
    page = Path(page)
    browser = find_browser()
    if browser is None:
        raise MissingSoftwareError(
            "no Chromium was found, which prints the PDF",
            hint="apt-get install chromium, or print report.html from any browser",
        )
    target = page.with_name("report-short.pdf" if short else "report.pdf")
    with tempfile.TemporaryDirectory(prefix="radiotmb-pdf-") as folder:
        source = Path(folder) / "report.html"
        text = page.read_text(encoding="utf-8")
        if short:
            text = text.replace('<html lang="en"', '<html lang="en" data-print="short"', 1)
        source.write_text(text, encoding="utf-8")
        printed = Path(folder) / "report.pdf"
        _run(browser, source, printed, Path(folder))
        with whole_file(target) as temporary:
            shutil.copyfile(printed, temporary)
    return target


def _run(browser: str, source: Path, printed: Path, profile: Path) -> None:
    command = [browser, *_OPTIONS, f"--user-data-dir={profile / 'profile'}"]
    if os.geteuid() == 0:
        # Chromium's sandbox does not start for root; the page is the study's own, without requests.
        command.append("--no-sandbox")
    command += [f"--print-to-pdf={printed}", source.as_uri()]
    try:
        done = subprocess.run(  # nosec B603 # fixed options and our own files
            command, capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RadiotmbError(f"{browser} did not print within {_LONGEST_SECONDS} s") from error
    if done.returncode != 0 or not printed.is_file():
        lines = done.stderr.strip().splitlines() or ["no message"]
        if "No usable sandbox" in done.stderr:
            raise MissingSoftwareError(
                f"{browser} has no sandbox to print the report in", hint=_SANDBOX
            )
        raise RadiotmbError(f"{browser} did not print the report ({lines[-1]})", file=source.name)
