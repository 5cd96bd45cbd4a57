"""The code of README and the guides runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from radiotmb.config import Study
from radiotmb.stats.library import r_environment

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/*.md"))]


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)


def pages_with(language: str) -> list[str]:
    return [page for page in PAGES if blocks(page, language)]


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


@pytest.mark.r
def test_the_readme_commands_run(tmp_path):
    lines = [line for block in blocks("README.md", "sh") for line in block.splitlines()]
    commands = [line.split("#")[0].split() for line in lines if line.startswith("radiotmb")]
    assert len(commands) >= 5
    for command in commands:
        code = "from radiotmb.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, *command[1:]],
            capture_output=True, text=True, cwd=tmp_path, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr}"
    assert (tmp_path / "features.csv").is_file()


def test_the_study_file_of_the_readme_is_one():
    for block in blocks("README.md", "yaml"):
        Study(**yaml.safe_load(block))


def test_every_page_that_is_linked_is_there():
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", text):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"
