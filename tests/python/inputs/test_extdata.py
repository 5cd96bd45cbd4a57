"""YAML of a user: plain values, each name once."""

import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import read_yaml


def read(tmp_path, text):
    file = tmp_path / "study.yaml"
    file.write_text(text)
    return read_yaml(file)


def test_a_name_given_again_is_refused_with_its_line(tmp_path):
    with pytest.raises(InputError, match=r"line 3: 'seed' is there more than once"):
        read(tmp_path, "seed: 1\nsamples: a.csv\nseed: 2\n")


def test_also_inside_another_entry(tmp_path):
    with pytest.raises(InputError, match="'trees' is there more than once"):
        read(tmp_path, "model:\n  trees: 5\n  trees: 6\n")


def test_the_same_name_in_two_entries_is_two_names(tmp_path):
    found = read(tmp_path, "primary: {label: 1}\nmetastasis: {label: 2}\n")
    assert found == {"primary": {"label": 1}, "metastasis": {"label": 2}}
