"""A stored result does not outlive the code that made it."""

import subprocess
import sys
from pathlib import Path

import pytest

import radiotmb
from radiotmb.code import code_of, r_code

ROOMS = ("tmb", "radiomics", "stats")


def _codes(package: Path) -> list[str]:
    script = f"from radiotmb.code import code_of; print(*map(code_of, {ROOMS!r}), code_of())"
    environment = {"PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", script]
    return subprocess.run(
        command, env=environment, cwd=package.parent, capture_output=True, text=True, check=True
    ).stdout.split()


def test_an_edit_changes_the_hash_of_its_room_alone(tmp_path):
    own = Path(radiotmb.__file__).parent
    package = tmp_path / "radiotmb"
    for file in own.rglob("*"):
        if file.is_file() and file.suffix != ".pyc":
            copy = package / file.relative_to(own)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    before = _codes(package)
    with open(package / "tmb" / "filters.py", "a") as stream:
        stream.write("# edited\n")
    same = [a == b for a, b in zip(before, _codes(package), strict=True)]
    assert same == [False, True, True, False]
    with open(package / "limits.py", "a") as stream:
        stream.write("# edited\n")
    assert not set(before) & set(_codes(package))


@pytest.mark.r
def test_the_r_package_has_a_hash_of_its_own():
    assert len(r_code()) == 64
    assert r_code() != code_of()
