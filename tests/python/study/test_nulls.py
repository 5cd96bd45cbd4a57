"""Blocks of permutations on workers."""

import subprocess
import sys


def test_a_worker_that_permutes_loads_neither_images_nor_figures():
    loaded = subprocess.run(
        [sys.executable, "-c", "import radiotmb.study.nulls, sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert "pandas" in loaded
    assert not {"matplotlib", "SimpleITK", "pysam"} & {*loaded}


def test_a_run_is_found_where_it_is_named():
    import radiotmb.study

    assert radiotmb.study.run_study.__module__ == "radiotmb.study.run"
    assert not hasattr(radiotmb.study, "walk_study")
