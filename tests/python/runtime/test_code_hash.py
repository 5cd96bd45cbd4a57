"""A stored result does not outlive the code that made it."""

import subprocess
import sys
from pathlib import Path

import pytest

import radiotmb
from radiotmb.runtime.code_hash import code_hash
from radiotmb.stats.r_code_hash import r_code_hash

ROOMS = ("tmb", "radiomics", "stats")


def _codes(package: Path) -> list[str]:
    script = (
        "from radiotmb.runtime.code_hash import code_hash;"
        f"print(*map(code_hash, {ROOMS!r}), code_hash())"
    )
    environment = {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, env=environment, cwd=package.parent, capture_output=True, text=True, check=True
    ).stdout.split()


@pytest.fixture
def package(tmp_path):
    """A copy of the package that a test may edit."""
    own = Path(radiotmb.__file__).parent
    package = tmp_path / "radiotmb"
    for file in own.rglob("*"):
        if file.is_file() and file.suffix != ".pyc":
            copy = package / file.relative_to(own)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    return package


@pytest.mark.parametrize(
    ("module", "kept"),
    [
        ("tmb/filters/thresholds.py", [False, True, True, False]),
        ("radiomics/features.py", [True, False, True, False]),
        ("stats/python_engine/chain.py", [True, True, False, False]),
        ("report/render.py", [True, True, True, False]),
        # What every stage uses.
        ("errors.py", [False, False, False, False]),
        ("runtime/execution.py", [False, False, False, False]),
        ("inputs/limits.py", [False, False, False, False]),
    ],
)
def test_an_edit_changes_the_hash_of_its_folder_alone(package, module, kept):
    before = _codes(package)
    assert (package / module).is_file()
    with open(package / module, "a") as stream:
        stream.write("# edited\n")
    assert [a == b for a, b in zip(before, _codes(package), strict=True)] == kept


@pytest.mark.r
def test_the_r_package_has_a_hash_of_its_own():
    assert len(r_code_hash()) == 64
    assert r_code_hash() != code_hash()
