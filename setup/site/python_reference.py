"""The reference of every public Python name, a page a package, read from its docstrings."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("stats", "tmb", "radiomics", "study", "report", "simulate")
# What scripts use beside the packages' own names.
OTHERS = {
    "radiotmb.errors": "Errors and warnings",
    "radiotmb.stats.results": "Results of the statistics of cohorts",
    "radiotmb.stats.chain_results": "Results of the modelling chain",
    "radiotmb.stats.transformers": "Steps of the chain for scikit-learn",
    "radiotmb.runtime.notes": "Notes",
    "radiotmb.runtime.workers": "Workers",
    "radiotmb.inputs.tables": "Reading and writing tables",
}


def public_names(package: str) -> list[str]:
    """The public names of a package, as its stub or its ``__all__`` lists them.

    Parameters
    ----------
    package : str
        ``stats``, ``tmb`` ...
    """
    folder = ROOT / "python" / "radiotmb" / package
    stub = folder / "__init__.pyi"
    if stub.exists():
        return re.findall(r" import \w+ as (\w+)$", stub.read_text(encoding="utf-8"), re.MULTILINE)
    listed = re.search(
        r"__all__ = \[(.*?)\]", (folder / "__init__.py").read_text(encoding="utf-8"), re.DOTALL
    )
    assert listed is not None, package
    return re.findall(r'"(\w+)"', listed[1])


def write_python_reference(folder: Path) -> None:
    """Write a page for each package and ``index.md``, for mkdocstrings to fill."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for package in PACKAGES:
        names = public_names(package)
        parts = [
            f"# radiotmb.{package}",
            f"::: radiotmb.{package}\n    options: {{members: false, show_root_heading: false}}",
        ]
        parts += [f"::: radiotmb.{package}.{name}" for name in names]
        (folder / f"{package}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        shown = ", ".join(f"[`{name}`]({package}.md#radiotmb.{package}.{name})" for name in names)
        rows.append(f"## radiotmb.{package}\n\n{shown}")
    for module, title in OTHERS.items():
        page = module.rpartition(".")[2]
        (folder / f"{page}.md").write_text(
            f"# {title}\n\n::: {module}\n    options: {{show_root_heading: false}}\n",
            encoding="utf-8",
        )
    rows.append(
        "## Beside them\n\n"
        + "\n".join(
            f"- [{title}]({module.rpartition('.')[2]}.md): `{module}`"
            for module, title in OTHERS.items()
        )
    )
    head = "# Python names\n\nEvery example in them runs in the tests."
    (folder / "index.md").write_text("\n\n".join([head, *rows]) + "\n", encoding="utf-8")
