"""Shell completion: the script each shell is given, and what it offers."""

import os
import subprocess
import sys

import pytest

from radiotmb.cli.verbs import VERBS

COMMAND = [
    sys.executable, "-c",
    "import sys; sys.argv[0] = 'radiotmb'; from radiotmb.cli import main; main()",
]  # fmt: skip


# The shell is named here; for people it is the one they type in.
NAMED = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}


def completed(words: str) -> list[str]:
    """What bash offers at the end of these words."""
    environment = {
        **os.environ, "_RADIOTMB_COMPLETE": "complete_bash", "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }  # fmt: skip
    done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_shown(shell):
    done = subprocess.run(
        [*COMMAND, "--show-completion", shell],
        env={**os.environ, **NAMED}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"complete_{shell}" in done.stdout.lower()


def test_verbs_are_completed():
    assert completed("radiotmb ") == VERBS
    assert completed("radiotmb ca") == ["call", "callable"]


def test_options_are_completed():
    offered = completed("radiotmb tmb --m")
    assert set(offered) == {"--megabases", "--maf", "--max-fraction", "--min-alt-depth"}


def test_installing_writes_into_the_home_alone(tmp_path):
    environment = {**os.environ, **NAMED, "HOME": str(tmp_path)}
    done = subprocess.run(
        [*COMMAND, "--install-completion", "bash"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("radiotmb" in path.name for path in written)
    assert "radiotmb" in (tmp_path / ".bashrc").read_text()
