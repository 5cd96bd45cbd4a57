import os

import pytest

from radiotmb.errors import InputError
from radiotmb.runtime.files import (
    fingerprint,
    fingerprint_data,
    read_json,
    whole_file,
    write_json,
    write_text,
)


def test_a_block_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    target = write_text(tmp_path / "table.csv", "old")
    with pytest.raises(RuntimeError), whole_file(target) as temporary:
        temporary.write_text("half of the n")
        raise RuntimeError("killed")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["table.csv"]


def test_a_folder_that_is_a_file_is_one_message(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_text(tmp_path / "out" / "table.csv", "x")


def test_not_a_number_never_reaches_json(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "results.json", {"auc": float("nan")})
    assert not (tmp_path / "results.json").exists()


def test_a_fingerprint_is_the_sha256_of_the_bytes(tmp_path):
    file = write_text(tmp_path / "abc", "abc")
    # FIPS 180-2, appendix B.1.
    assert fingerprint(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_folder_is_its_names_and_bytes(tmp_path):
    first = tmp_path / "a"
    write_text(first / "0.dcm", "x")
    before = fingerprint(first)
    (first / "0.dcm").rename(first / "1.dcm")
    assert fingerprint(first) != before


def test_the_order_of_keys_does_not_matter():
    assert fingerprint_data({"a": [1, 2], "b": 0}) == fingerprint_data({"b": 0, "a": [1, 2]})
    assert fingerprint_data({"a": [2, 1]}) != fingerprint_data({"a": [1, 2]})


def test_json_that_is_nested_too_deeply_is_damaged_json(tmp_path):
    file = write_text(tmp_path / "card.json", "[" * 100_000)
    with pytest.raises(ValueError, match="nested too deeply"):
        read_json(file)
    write_json(file, {"names": ["a", None]})
    assert read_json(file) == {"names": ["a", None]}
