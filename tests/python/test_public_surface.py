"""What a person meets after a dot: the public names, and nothing of how they are made."""

import subprocess
import sys

import pytest

import radiotmb

PACKAGES = {
    "radiotmb": {"tmb", "radiomics", "stats", "study", "report", "simulate", "__version__"},
    "radiotmb.stats": {"nested_cv", "roc_youden", "compare_lesions", "FittedModel", "predict"},
    "radiotmb.tmb": {"compute_burden", "BurdenResult", "read_assay"},
    "radiotmb.radiomics": {"extract_cohort", "read_mask", "ScanOptions"},
    "radiotmb.study": {"run_study", "check_study"},
    "radiotmb.report": {"render_report"},
    "radiotmb.simulate": {"write_demo", "simulate_cohort"},
}


def names_of(package: str, before: str = "pass") -> list[str]:
    code = f"import importlib; m = importlib.import_module({package!r}); {before}; print(*dir(m))"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()  # fmt: skip


@pytest.mark.parametrize("package", PACKAGES)
def test_dir_has_the_public_names_only(package):
    module = sys.modules.get(package) or __import__(package, fromlist=["_"])
    found = names_of(package)
    assert set(found) == set(module.__all__)
    assert set(found) >= PACKAGES[package]
    assert [name for name in found if name.startswith("_")] in ([], ["__version__"])


@pytest.mark.parametrize("package", ["radiotmb.stats", "radiotmb.tmb", "radiotmb.radiomics"])
def test_what_has_been_loaded_does_not_show(package):
    """A module that is imported becomes an attribute of its package, but no name of it."""
    assert names_of(package, before="[getattr(m, name) for name in m.__all__]") == names_of(package)


def test_every_public_name_is_there_and_documented():
    for package in PACKAGES:
        module = sys.modules.get(package) or __import__(package, fromlist=["_"])
        for name in module.__all__:
            value = getattr(module, name)
            if callable(value):
                assert value.__doc__, f"{package}.{name}"
    assert radiotmb.__version__
