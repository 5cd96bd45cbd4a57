"""What a file claims is checked before memory is taken for it."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import read_yaml
from radiotmb.inputs.limits import check_line, check_table
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.tmb.lines import read_lines


def test_an_exponent_beyond_every_double_ends_nothing(tmp_path):
    """By pandas' default it ends the process."""
    file = tmp_path / "features.csv"
    file.write_text("patient_id,a,b\nP1,0.1,1\nP2,0.631e30892299146159884,2\nP3,1e-99999999,3\n")
    found = read_table(file, "features")
    assert found["b"].tolist() == [1, 2, 3]


def test_a_cell_that_never_ends_is_one_message(tmp_path):
    file = tmp_path / "patients.csv"
    for text in ('patient_id,a\nP1,"' + "x" * 200_000, '"patient_id' + "x" * 200_000):
        file.write_text(text)
        with pytest.raises(InputError, match="not readable as a table .field larger than"):
            read_table(file, "patients")


def test_a_number_is_read_as_the_double_that_was_written(tmp_path):
    """By pandas' default one in a hundred of these is the neighbour."""
    values = np.random.default_rng(1).normal(size=2000) * 1e-7
    written = pd.DataFrame({"patient_id": [f"P{n}" for n in range(2000)], "a": values})
    file = write_table(written, tmp_path / "features.csv")
    assert read_table(file, "features")["a"].tolist() == values.tolist()


@pytest.mark.parametrize("content", [b"#CHROM\n1\t", b""])
def test_an_endless_line_is_refused(content, tmp_path):
    check_line(1_000_000, "calls.vcf")
    file = tmp_path / "calls.vcf.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(content + b"A" * (65 * 2**20))
    with pytest.raises(InputError, match=r"calls\.vcf\.gz.*a line of more than 64 MB"):
        list(read_lines(file))


@pytest.fixture
def small_tables(monkeypatch):
    monkeypatch.setattr("radiotmb.inputs.limits.TABLE_BYTES", 2**24)


def test_a_gzip_bomb_is_refused_without_unfolding_it(tmp_path, small_tables):
    file = tmp_path / "features.csv.gz"
    with gzip.open(file, "wb", compresslevel=1) as stream:
        stream.write(b"0" * (2**24 + 1))
    assert file.stat().st_size < 2e5
    with pytest.raises(InputError, match=r"more than 0\.017 GB"):
        check_table(file)


def test_a_parquet_file_of_millions_of_repeated_cells_is_refused(tmp_path, small_tables):
    file = tmp_path / "features.parquet"
    pd.DataFrame({"x": np.zeros(10**6)}).to_parquet(file)
    check_table(file)
    pd.DataFrame({f"x{n}": np.zeros(10**6) for n in range(3)}).to_parquet(file)
    assert file.stat().st_size < 1e5
    with pytest.raises(InputError, match="the table has more than"):
        check_table(file)


@pytest.mark.parametrize("name", ["t.csv.gz", "t.parquet"])
def test_damaged_tables_are_one_message(name, tmp_path):
    (tmp_path / name).write_bytes(b"PAR1\x1f\x8b" + b"\1" * 40)
    with pytest.raises(InputError, match="not readable as a table"):
        read_table(tmp_path / name, "features")


LAUGHS = "a: &a [l, l]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a: " + "b" * 2**20, "more than 1 MB"),
        (LAUGHS, "aliases"),
        ("[" * 50_000, "not readable as YAML"),
        ("seed: 2022-13-45", "not readable as YAML"),
        ("seed: " + "9" * 5000, "not readable as YAML"),
        ("a: !!python/object/apply:os.getcwd []", "not readable as YAML"),
    ],
    ids=["long", "aliases", "nested", "date", "digits", "code"],
)
def test_settings_that_would_fill_or_run_something_are_one_message(content, problem, tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(content)
    with pytest.raises(InputError, match=problem):
        read_yaml(file)
