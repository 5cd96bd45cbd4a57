"""The help of every verb, as a reader meets it."""

import pytest

from radiotmb.cli.verbs import VERBS


def says_nothing_of_pythons_types(text: str) -> bool:
    words = ("<path>", "<str>", "<bool>", "<int", "<float", "list[", "Path", "{", "None")
    return not any(word in text for word in words)


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_a_verb(verb, radiotmb):
    done = radiotmb(verb, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert says_nothing_of_pythons_types(done.stdout)
    # An example that calls it, and words for every option.
    assert f"• radiotmb {verb}" in done.stdout
    lines = [line.strip("│ *").split() for line in done.stdout.splitlines() if "│" in line]
    options = [words for words in lines if words and words[0].startswith("--")]
    assert ["--help", "-h"] in [words[:2] for words in options]
    for words in options:
        assert len(words) >= 4, words


def test_help_of_the_command_names_every_verb(radiotmb):
    done = radiotmb("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert says_nothing_of_pythons_types(done.stdout)
    first = [line.strip("│ ").split(" ")[0] for line in done.stdout.splitlines()]
    assert [word for word in first if word in VERBS] == VERBS


def test_arguments_stand_in_the_usage_line(radiotmb):
    assert "Usage: radiotmb run [OPTIONS] STUDY" in radiotmb("run", "-h").stdout
    assert "Usage: radiotmb tmb [OPTIONS] [FILE...]" in radiotmb("tmb", "-h").stdout
