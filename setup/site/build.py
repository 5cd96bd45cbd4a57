"""Builds the documentation site and checks it for dead links.

It has the pages of docs/, vignettes and tutorials with what their code prints and draws, and the
references of both languages.

    python setup/site/build.py [--only-references] [--out site]

Nothing is fetched. The pages are put together in .setup/site.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from command_reference import write_command_reference
from data_reference import write_data_reference
from dead_links import dead_links
from message_reference import write_message_reference
from python_reference import write_python_reference
from r_reference import write_r_reference
from run_pages import environment, run_page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES = Path(os.environ.get("RADIOTMB_SITE_PAGES", ROOT / ".setup" / "site"))
# Pages whose blocks run when the site is built, in one folder and in this order.
EXECUTED = (
    "docs/tutorials/python-radiomics.md",
    "docs/tutorials/sequencing-laboratory.md",
    "docs/tutorials/replicating-a-study.md",
    "docs/gallery.md",
)


def say(text: str) -> None:
    print(f"docs: {text}", file=sys.stderr, flush=True)


def copy_sources() -> None:
    """Every page where it stands in the project, so that the links between them hold."""
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True)
    for pattern in ("*.md", "docs/**/*.md", "docs/*.png", "docs/*.css", "benchmarks/*.md"):
        for file in ROOT.glob(pattern):
            copy = PAGES / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def write_references() -> None:
    """The pages that are written from the code."""
    folder = PAGES / "reference"
    write_r_reference(folder / "r")
    write_python_reference(folder / "python")
    write_command_reference(folder / "command-line")
    write_data_reference(folder / "data")
    write_message_reference(folder / "messages")


def run_pages() -> None:
    """The tutorials and the gallery, each with the outcome of its blocks."""
    with tempfile.TemporaryDirectory(prefix="radiotmb-docs-") as scratch:
        folder = Path(scratch) / "work"
        folder.mkdir()
        for name in EXECUTED:
            started = time.monotonic()
            page = PAGES / name
            text = run_page(
                page.read_text(encoding="utf-8"), folder, page.with_suffix(""), Path(scratch)
            )
            page.write_text(text, encoding="utf-8")
            say(f"{name}: {time.monotonic() - started:.0f} s")


def knit_vignettes() -> None:
    """The vignettes as pages, by knitr, with their figures beside them."""
    folder = PAGES / "vignettes"
    folder.mkdir()
    with tempfile.TemporaryDirectory(prefix="radiotmb-docs-") as scratch:
        for file in sorted((ROOT / "vignettes").glob("*.Rmd")):
            shutil.copyfile(file, folder / file.name)
        subprocess.run(
            ["Rscript", "--vanilla", str(HERE / "knit.R")], cwd=folder, check=True,
            env=environment(Path(scratch)),
        )  # fmt: skip
    for file in folder.glob("*.Rmd"):
        file.unlink()


def build(out: Path) -> list[str]:
    """The site from the pages; its dead links are returned."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    subprocess.run(
        [*command, "--site-dir", str(out.resolve())], cwd=ROOT, check=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    keep_to_itself(out)
    return dead_links(out)


def keep_to_itself(out: Path) -> None:
    """The theme's script would fetch diagrams and help for old browsers; no page needs either."""
    for script in out.glob("assets/javascripts/bundle.*.js"):
        text = script.read_text(encoding="utf-8")
        script.write_text(text.replace("https://unpkg.com/", "/not-here/"), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "site")
    parser.add_argument(
        "--only-references", action="store_true", help="Leave the code of the pages unrun."
    )
    given = parser.parse_args()
    copy_sources()
    say("references")
    write_references()
    if given.only_references:
        shutil.copytree(ROOT / "vignettes", PAGES / "vignettes")
        for file in (PAGES / "vignettes").glob("*.Rmd"):
            file.rename(file.with_suffix(".md"))
    else:
        run_pages()
        say("vignettes")
        knit_vignettes()
    say("the site")
    dead = build(given.out)
    for line in dead:
        say(f"dead link: {line}")
    say(f"{given.out}: {len(list(given.out.rglob('*.html')))} pages, {len(dead)} dead links")
    return int(bool(dead))


if __name__ == "__main__":
    sys.exit(main())
