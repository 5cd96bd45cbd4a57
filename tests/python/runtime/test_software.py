"""The provenance says which of PyRadiomics' two distributions computed, and in which version."""

from importlib.metadata import packages_distributions, version

import radiomics

from radiotmb.cli import doctor
from radiotmb.runtime.software import PYRADIOMICS, package_versions
from radiotmb.study.provenance import versions


def test_the_distribution_that_fills_the_module_is_the_one_that_is_named():
    name = packages_distributions()["radiomics"][0]
    found = {key: value for key, value in versions().items() if key in PYRADIOMICS}
    assert found == {name: version(name)}
    assert found[name] in radiomics.__version__


def test_a_package_that_is_not_there_has_no_version():
    assert package_versions(("no-such-package",)) == {}


def test_two_pyradiomics_in_one_environment_are_a_fault_with_its_mend(monkeypatch, tmp_path):
    """They overwrite each other's files, so nobody could say which of them computed."""
    other = tmp_path / "pyradiomics-3.0.1.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: pyradiomics\nVersion: 3.0.1\n")
    monkeypatch.syspath_prepend(tmp_path)
    _, state, found, mend = doctor._pyradiomics()
    assert state == "missing"
    assert found == f"pyradiomics-bhklab {version('pyradiomics-bhklab')} and pyradiomics 3.0.1"
    assert mend.startswith("pip uninstall pyradiomics-bhklab pyradiomics && pip install")
