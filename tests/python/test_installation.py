"""radiotmb installs where nothing of it is: by pip alone, by R alone, by `make install`, and by the
steps of Containerfile; and what was installed works outside the clone."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a clone does not have: folders and products of make.
NOT_CLONED = shutil.ignore_patterns(
    ".git", ".venv", ".rlib", ".setup", "demo", "__pycache__", "*.so", "*.o", ".*_cache",
    ".hypothesis", "*.Rcheck",
)  # fmt: skip


def run(command, folder, **environment):
    """The process's output; the surroundings do not say where this project's parts are."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RADIOTMB_", "R_", "PYTHON", "VIRTUAL_ENV", "COVERAGE"))
    }
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, env=kept | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """The project's files in a folder with none of its products."""
    folder = tmp_path_factory.mktemp("clone") / "radiotmb"
    shutil.copytree(ROOT, folder, ignore=NOT_CLONED)
    return folder


@pytest.fixture(scope="module")
def r_libraries() -> str:
    """Libraries with the packages that radiotmb for R imports, without radiotmb itself."""
    found = os.environ.get("RADIOTMB_RLIB", str(ROOT / ".rlib"))
    if not Path(found, "xgboost").is_dir():
        pytest.skip("the project's R library is not there (make setup)")
    return found


@pytest.fixture(scope="module")
def without_radiotmb(r_libraries, tmp_path_factory) -> Path:
    library = tmp_path_factory.mktemp("imports")
    for package in Path(r_libraries).iterdir():
        if package.name != "radiotmb":
            (library / package.name).symlink_to(package)
    return library


@pytest.mark.slow
def test_plain_pip_installs_a_package_that_works(clone, tmp_path):
    run([sys.executable, "-m", "venv", tmp_path / "empty"], tmp_path)
    python = tmp_path / "empty" / "bin" / "python"
    run([python, "-m", "pip", "install", "--quiet", "--no-compile", clone], tmp_path)
    said = run([tmp_path / "empty" / "bin" / "radiotmb", "--version"], tmp_path).stdout
    version = re.search(r"^Version: (\S+)", (ROOT / "DESCRIPTION").read_text(), re.MULTILINE)[1]
    assert version in said
    probe = (
        "import radiotmb, radiomics\n"
        "from radiotmb import radiomics as ours, stats, tmb\n"
        "from radiotmb.inputs.extdata import extdata, preset_names, r_package_source\n"
        "source = r_package_source()\n"
        "assert (source / 'DESCRIPTION').is_file() and (source / 'src').is_dir(), source\n"
        "assert any((source / 'R').glob('*.R')) and any((source / 'man').glob('*.Rd'))\n"
        "assert ours.read_preset('study').name == 'study'\n"
        "print(radiotmb.__file__)\n"
    )
    assert str(tmp_path / "empty") in run([python, "-c", probe], tmp_path).stdout
    burden = run([tmp_path / "empty" / "bin" / "radiotmb", "demo", "cohort"], tmp_path)
    assert (tmp_path / "cohort" / "study.yaml").is_file(), burden.stderr
    # The module beside the package, which hears a signal before the package is imported.
    where = run([python, "-c", "import radiotmb_command as c; print(c.__file__)"], tmp_path).stdout
    assert where.startswith(str(tmp_path / "empty"))
    for number in (signal.SIGTERM, signal.SIGINT):
        status, said = stopped_at_its_start(tmp_path / "empty" / "bin" / "radiotmb", number)
        assert status == 128 + number, said
        assert "finished work is kept" in said
        assert "Traceback" not in said


def stopped_at_its_start(command: Path, number: signal.Signals) -> tuple[int, str]:
    """The command is asked to stop while the first module that it needs is imported."""
    place = command.parent / f"slow-{number}"
    place.mkdir()
    (place / "lazy_loader.py").write_text(
        f"import time\nopen({str(place / 'importing')!r}, 'w').close()\ntime.sleep(600)\n"
    )
    process = subprocess.Popen(
        [command, "--version"], env={**os.environ, "PYTHONPATH": str(place)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # What a shell's & in a script ignores would stay ignored in the command.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )  # fmt: skip
    while not (place / "importing").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(number)
    said = process.communicate(timeout=300)[1]
    return process.returncode, said


@pytest.mark.r
@pytest.mark.slow
def test_r_cmd_install_is_enough_for_r(clone, without_radiotmb, tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    run(
        ["R", "CMD", "INSTALL", "--no-multiarch", f"--library={library}", "."],
        clone, R_LIBS=str(without_radiotmb),
    )  # fmt: skip
    said = run(
        ["Rscript", "--vanilla", "-e", "library(radiotmb); tmb_status(14, megabases = 1.2)"],
        tmp_path, R_LIBS=f"{library}{os.pathsep}{without_radiotmb}",
    ).stdout  # fmt: skip
    assert "11.66667" in said
    assert list(library.iterdir()) == [library / "radiotmb"]


@pytest.mark.r
@pytest.mark.slow
def test_make_install_puts_the_command_and_the_r_package_where_the_user_s_are(
    clone, r_libraries, tmp_path
):
    """The clone is set up already, so that only what `make install` itself does is tried."""
    here = tmp_path / "radiotmb"
    shutil.copytree(clone, here)
    (here / ".rlib").symlink_to(r_libraries)
    home, library = tmp_path / "home", tmp_path / "home" / "R library"
    home.mkdir()
    cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
    said = run(
        ["setup/install.sh"], here, HOME=str(home), R_LIBS_USER=str(library), UV_CACHE_DIR=cache,
        XDG_DATA_HOME=str(home / ".local/share"), XDG_BIN_HOME=str(home / ".local/bin"),
        R_LIBS=str(r_libraries), PYTHON=sys.executable,
    ).stderr  # fmt: skip
    command = home / ".local" / "bin" / "radiotmb"
    assert str(command) in said
    assert str(library) in said
    # The line that it prints for PATH is one that works.
    line = re.search(r"^ +(export PATH=.*)$", said, re.MULTILINE)[1]
    shutil.rmtree(here)
    user = {"HOME": str(home), "R_LIBS_USER": str(library)}
    run(["sh", "-c", f"{line} && radiotmb --version"], tmp_path, **user)
    tools = home / ".local" / "share" / "uv" / "tools" / "radiotmb"
    assert list(tools.glob("lib/python*/site-packages/radiotmb/cli/__pycache__/*.pyc"))
    r = "library(radiotmb); cat(vignette(package = 'radiotmb')$results[, 'Item'])"
    assert "audit" in run(["Rscript", "--no-save", "-e", r], tmp_path, **user).stdout.split()


def test_the_r_build_leaves_out_everything_that_is_not_r(root):
    """What stands at the top of a clone, and what make leaves there, is R's or is left out."""
    ours = {
        "DESCRIPTION", "NAMESPACE", "LICENSE", "NEWS.md", "README.md", "R", "inst", "man", "src",
        "tests", "vignettes", ".Rbuildignore",
    }  # fmt: skip
    left = {"__pycache__", "demo", ".venv", ".rlib", ".setup", ".pytest_cache", ".ruff_cache"}
    rules = [re.compile(rule) for rule in (root / ".Rbuildignore").read_text().split()]
    top = {path.name for path in root.iterdir()} | left
    assert sorted(n for n in top - ours if not any(rule.search(n) for rule in rules)) == []


def test_every_python_that_is_named_is_named_everywhere(root):
    """pyproject.toml, find-python.sh and the lock speak of the same versions of Python."""
    project = (root / "pyproject.toml").read_text()
    named = re.findall(r"Python :: (3\.\d+)", project)
    assert named == [f"3.{minor}" for minor in range(10, 15)]
    assert f'requires-python = ">={named[0]}"' in project
    candidates = re.search(
        r"for candidate in (.*); do", (root / "setup/find-python.sh").read_text()
    )
    assert sorted(re.findall(r"python(3\.\d+)", candidates[1])) == named


def container_steps(root: Path) -> list[tuple[str, str]]:
    """Instruction and arguments of every line of Containerfile."""
    lines = [
        line for line in (root / "Containerfile").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]  # fmt: skip
    return [tuple(line.split(maxsplit=1)) for line in lines]


def test_the_steps_of_the_containerfile_name_what_is_there(root):
    """setup/try-release.sh runs them; here each is at least a step that can be run."""
    steps = container_steps(root)
    assert {step for step, _ in steps} <= {
        "ARG",
        "FROM",
        "RUN",
        "COPY",
        "WORKDIR",
        "ENV",
        "ENTRYPOINT",
    }
    makes = [words for step, words in steps if step == "RUN" and words.startswith("make ")]
    assert makes == ["make install"]
    for words in makes:
        run(["make", "--dry-run", *words.split()[1:]], root)
    ignored = (root / ".dockerignore").read_text().split()
    assert not {"setup", "Makefile", "R", "python", "inst", "requirements.lock"} & set(ignored)
    assert steps[-1] == ("ENTRYPOINT", '["radiotmb"]')


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        (lambda text: text, 0, "1 tables, 1 of them equal; furthest apart 0.0e+00"),
        (lambda text: text.replace("0.25", "0.2500000000000001"), 0, "furthest apart 4.4e-16"),
        (lambda text: text.replace("0.25", "0.2500000001"), 1, "roc.csv: 4.0e-10 (auc, row 1"),
        (lambda text: text.replace("prone", "supine"), 1, "phase, row 2"),
        (lambda text: text.replace(",\n", ",0\n"), 1, "lower, row 2"),
        (lambda text: text + "c,1,1\n", 1, "2 and 3 rows"),
    ],
)
def test_tables_of_two_releases_are_compared(
    root, tmp_path, monkeypatch, capsys, change, status, said
):
    text = "phase,auc,lower\nsupine,0.25,0.1\nprone,0,\n"
    for folder, content in (("one", text), ("two", change(text))):
        (tmp_path / folder / "tables").mkdir(parents=True)
        (tmp_path / folder / "tables" / "roc.csv").write_text(content)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["compare-tables.py", "one", "two"])
    script = runpy.run_path(str(root / "setup" / "compare-tables.py"))
    assert script["main"]() == status
    assert said in capsys.readouterr().out


def find_python(root, **environment):
    return subprocess.run(
        [str(root / "setup" / "find-python.sh")], env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_machine_s_own_python_is_taken_where_it_fits(root, tmp_path):
    """A python3 that is too old gives way to the newest one that stands beside it."""
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    (tmp_path / "python3.14").symlink_to(sys.executable)
    path = f"{tmp_path}:/usr/bin:/bin"
    assert find_python(root, PATH=path).stdout.strip() == str(tmp_path / "python3.14")
    (tmp_path / "python3").unlink()
    (tmp_path / "python3").symlink_to(sys.executable)
    assert find_python(root, PATH=path).stdout.strip() == str(tmp_path / "python3")


def test_a_python_that_was_asked_for_is_used_or_refused(root):
    assert find_python(root, PATH="/usr/bin:/bin", PYTHON=sys.executable).stdout.strip() == (
        sys.executable
    )
    refused = find_python(root, PATH="/usr/bin:/bin", PYTHON="/bin/false")
    assert refused.returncode == 1
    assert "PYTHON=/bin/false is no Python of version 3.10 or later" in refused.stderr


@pytest.mark.parametrize(("python", "r", "status"), [(0, 0, 0), (1, 0, 1), (0, 2, 1), (1, 2, 1)])
def test_make_test_passes_where_both_languages_pass(root, tmp_path, python, r, status):
    """Both outputs are printed whole, and pytest's closing line is the last one."""
    (tmp_path / "setup").mkdir()
    shutil.copy(root / "setup" / "test.sh", tmp_path / "setup")
    (tmp_path / "Makefile").write_text(
        f"test-python:\n\t@echo '=== 3 passed in 1.20s ==='; exit {python}\n"
        f"test-r:\n\t@echo 'Status: OK'; exit {r}\n"
    )
    done = subprocess.run(
        [str(tmp_path / "setup" / "test.sh")], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert done.returncode == status, done.stdout
    assert "Status: OK" in lines
    assert f"R: {'FAILED' if r else 'passed'}" in lines
    assert f"Python: {'FAILED' if python else 'passed'}" in lines
    assert lines[-1] == "=== 3 passed in 1.20s ==="
