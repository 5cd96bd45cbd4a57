"""A command loads what it needs, when it needs it."""

import json
import os
import subprocess
import sys

import pytest

import radiotmb
from radiotmb.cli.verbs import VERBS

HEAVY = {"pandas", "pandera", "pyarrow", "SimpleITK", "scipy", "matplotlib", "rpy2"}
PACKAGES = ["radiomics", "report", "stats", "study", "tmb"]

# Runs the installed script in this interpreter, and says what it loaded.
_LOADED = """
import atexit, json, runpy, sys
script, sys.argv[1:] = sys.argv[1], sys.argv[2:]
sys.argv[0] = script
atexit.register(
    lambda: print("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
)
runpy.run_path(script, run_name="__main__")
"""


def loaded_by(script: str, *arguments: str, **environment: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, script, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "line",
    [
        "", "--version", "--help", "runn", "run --wrkers 2", "run", "model --seed x",
        "run study.yaml --workers 0", "extract scan.nii", *(f"{verb} --help" for verb in VERBS),
    ],
)  # fmt: skip
def test_nothing_heavy_is_loaded_to_say_what_a_command_is(line, command):
    loaded = loaded_by(command, *line.split())
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_nothing_heavy_is_loaded_to_complete_a_word(command):
    words = {"COMP_WORDS": "radiotmb tmb --m", "COMP_CWORD": "2"}
    loaded = loaded_by(command, _RADIOTMB_COMPLETE="complete_bash", **words)
    assert "typer" in loaded
    assert loaded & HEAVY == set()


def test_a_burden_of_a_file_loads_no_more_than_it_needs(command, vcf, tmp_path):
    # Arrow loads pandas to look at a list or an array that it is given: its buffers are made here.
    parquet = tmp_path / "variants.parquet"
    for more in ((), ("--variants", str(parquet))):
        loaded = loaded_by(command, "tmb", str(vcf), *more)
        assert "pyarrow" in loaded
        assert loaded & {*HEAVY - {"pyarrow"}, "sklearn", "joblib", "loky"} == set()
    assert parquet.is_file()


@pytest.mark.parametrize(
    "statement", ["import radiotmb", *(f"from radiotmb import {name}" for name in PACKAGES)]
)
def test_a_package_is_light_until_a_name_of_it_is_asked_for(statement):
    code = f"import sys; {statement}; print(*{{n.partition('.')[0] for n in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert set(done.stdout.split()) & {*HEAVY, "numpy"} == set()


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_that_a_package_shows_is_there_and_is_no_module(name):
    package = getattr(radiotmb, name)
    assert sorted(package.__all__) == dir(package)
    for shown in dir(package):
        value = getattr(package, shown)
        # A function may bear the name of the module it is in: the function is what is meant.
        assert type(value).__name__ != "module", shown
        assert value.__doc__


def test_the_parts_of_the_package_are_shown():
    assert set(PACKAGES) < set(dir(radiotmb))


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError):
        radiotmb.tmb.no_such_name  # noqa: B018
    with pytest.raises(ImportError):
        from radiotmb.tmb import no_such_name  # noqa: F401


def test_a_thread_that_outlives_the_command_does_not_change_its_status(tmp_path):
    """As Arrow's may, which would abort a process that takes itself apart; results are whole."""
    script = tmp_path / "command.py"
    script.write_text(
        "import atexit, sys, threading, time\n"
        "from radiotmb.cli import main\n"
        "atexit.register(lambda: print('put away'))\n"
        "worker = threading.Thread(target=lambda: (time.sleep(0.3), print('thread done')))\n"
        "worker.start()\n"
        "class Late:\n"
        "    def __del__(self): print('taken apart')\n"
        "late = Late()\n"
        "sys.argv = ['radiotmb', '--version']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    version, *after = done.stdout.splitlines()
    assert version.startswith("radiotmb ")
    assert after == ["thread done", "put away"]
