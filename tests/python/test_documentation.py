"""The code of README and the guides runs as it stands."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from radiotmb.simulate import write_demo
from radiotmb.stats.library import r_environment
from radiotmb.study.study_file import Study

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/**/*.md")),
]
# Pages whose blocks build on one another, whatever their language: documentation/ runs them.
IN_ORDER = {page for page in PAGES if page.startswith("docs/tutorials/")} | {"docs/gallery.md"}


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def pages_with(language: str) -> list[str]:
    return [page for page in PAGES if page not in IN_ORDER and blocks(page, language)]


@pytest.mark.r
@pytest.mark.parametrize("page", pages_with("python"))
def test_python_blocks_run_one_after_the_other(page, tmp_path):
    script = tmp_path / "page.py"
    script.write_text("\n".join(blocks(page, "python")))
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.r
@pytest.mark.parametrize("page", pages_with("r"))
def test_r_blocks_run(page, tmp_path):
    script = tmp_path / "page.R"
    script.write_text("\n".join(blocks(page, "r")))
    done = subprocess.run(
        ["Rscript", "--vanilla", str(script)],
        capture_output=True, text=True, cwd=tmp_path, env=r_environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# What a page shows and no test can run: long services, and commands that only change a machine.
NOT_RUN = {
    "README.md": {"make demo", "make test", "make install"},
    "docs/running.md": {
        "dask scheduler --port 8786 &",
        "dask worker tcp://localhost:8786 --nworkers 4 --nthreads 1 &",
        "radiotmb run study.yaml --scheduler tcp://localhost:8786",
    },
}


def commands(page: str) -> list[str]:
    """The shell commands of a page, without their comments."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [command for line in lines if (command := line.split("  #")[0].strip())]


@pytest.fixture(scope="module")
def cohort_folder(tmp_path_factory):
    """Where the pages' commands find the simulated cohort."""
    folder = tmp_path_factory.mktemp("pages")
    write_demo(folder / "cohort", progress=False)
    return folder


@pytest.mark.r
@pytest.mark.parametrize("page", pages_with("sh"))
def test_shell_commands_run(page, cohort_folder, tmp_path):
    here = tmp_path / "here"
    shutil.copytree(cohort_folder, here, copy_function=os.link)
    shim = tmp_path / "bin" / "radiotmb"
    shim.parent.mkdir()
    shim.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from radiotmb.cli import main; main()' \"$@\"\n"
    )
    shim.chmod(0o755)
    path = {"PATH": f"{shim.parent}:{os.environ['PATH']}"}
    for command in commands(page):
        if command in NOT_RUN.get(page, ()):
            continue
        if command.startswith("radiotmb demo"):
            shutil.rmtree(here / "cohort")
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=here,
            env={**os.environ, **path}, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr}"


def test_what_is_not_run_is_still_on_its_page():
    for page, left_out in NOT_RUN.items():
        assert left_out <= set(commands(page)), page


def test_no_block_is_of_a_kind_that_nothing_runs():
    """Python, R, shell and study files are run above, and text is what nobody takes for code;
    anything else would only look as if."""
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        kinds = re.findall(r"^```(.*)$", text, flags=re.MULTILINE)[::2]
        assert set(kinds) <= {"python", "r", "sh", "yaml", "csv", "text"}, page
    for file in [*ROOT.glob("*.md"), *ROOT.glob("benchmarks/*.md")]:
        if str(file.relative_to(ROOT)) not in PAGES:
            text = file.read_text(encoding="utf-8")
            kinds = re.findall(r"^```(.*)$", text, flags=re.MULTILINE)[::2]
            assert set(kinds) <= {"text"}, file


def test_no_block_is_written_so_that_nothing_finds_it():
    """What runs the pages looks for three backticks at the beginning of a line."""
    for file in [*ROOT.glob("*.md"), *ROOT.glob("[bdv]*/**/*.md"), *ROOT.glob("vignettes/*.Rmd")]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^([ \t>]+```|[ \t>]*~~~)", text, re.MULTILINE), file


@pytest.mark.parametrize("page", sorted((ROOT / "vignettes").glob("*.Rmd")), ids=lambda p: p.stem)
def test_every_chunk_of_a_vignette_is_evaluated(page):
    """R CMD check knits the vignettes; a chunk that says eval = FALSE would not run there.

    What needs a suggested package that the setup installs may ask for it.
    """
    text = page.read_text(encoding="utf-8")
    chunks = re.findall(r"^```\{(.*)\}$", text, flags=re.MULTILINE)
    asked = ', eval = requireNamespace("glmnet", quietly = TRUE)'
    chunks = [chunk.removesuffix(asked) for chunk in chunks]
    assert chunks
    assert [chunk for chunk in chunks if not chunk.startswith("r") or "eval" in chunk] == []


def test_the_study_file_of_the_readme_is_one():
    found = list(blocks("README.md", "yaml"))
    assert found
    for block in found:
        Study(**yaml.safe_load(block))


@pytest.mark.parametrize("page", pages_with("yaml"))
def test_the_settings_that_pages_show_can_be_read(page):
    for block in blocks(page, "yaml"):
        assert isinstance(yaml.safe_load(block), dict)


@pytest.mark.parametrize("page", pages_with("csv"))
def test_the_tables_that_pages_show_are_tables(page):
    for block in blocks(page, "csv"):
        table = pd.read_csv(io.StringIO(block))
        assert len(table)
        assert "patient_id" in table


def test_every_page_that_is_linked_is_there():
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)", text):
            if "/reference/" not in f"/{target}":  # written when the site is built
                assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"
