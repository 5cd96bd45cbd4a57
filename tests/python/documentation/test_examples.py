"""Every exported R function and every public Python name has an example that runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest
from build import ROOT
from python_reference import PACKAGES
from run_pages import BLOCK

# Names that are no call of their own: sub-packages, and values.
VALUES = {"radiotmb": {"__version__"}, "radiotmb.simulate": {"CELLS"}}


def python_blocks() -> str:
    """What the pages run, beside what stands in docstrings."""
    pages = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    found = [code for p in pages for kind, code in BLOCK.findall(p.read_text(encoding="utf-8"))
             if kind == "python"]  # fmt: skip
    return "\n".join(found)


def shows_itself(name: str, thing: object) -> bool:
    """Whether an example of its docstring calls it, or makes one where it is a class."""
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")
    called = rf"\b{name}\("
    return any(inspect.isclass(thing) or re.search(called, example.source) for example in examples)


def without_example(module_name: str, blocks: str) -> list[str]:
    module = importlib.import_module(module_name)
    names = set(getattr(module, "__all__", None) or vars(module)) - VALUES.get(module_name, set())
    return sorted(
        name
        for name in names
        if not name.startswith("_")
        and callable(thing := getattr(module, name))
        and getattr(thing, "__module__", "").startswith("radiotmb")
        and not shows_itself(name, thing)
        and not re.search(rf"\b{name}\(", blocks)
    )


@pytest.mark.parametrize(
    "package", ["radiotmb", *(f"radiotmb.{p}" for p in PACKAGES), "radiotmb.errors"]
)
def test_every_public_python_name_has_an_example(package):
    """A doctest of its own (test_doctests.py runs them), or a call in a block of a page."""
    assert without_example(package, python_blocks()) == []


def test_a_name_without_one_is_found():
    assert "run_study" in without_example("radiotmb.study", "")


def test_no_example_of_a_docstring_is_left_out_when_they_run():
    for file in ROOT.glob("python/radiotmb/**/*.py"):
        assert "doctest: +SKIP" not in file.read_text(encoding="utf-8"), file


def exported() -> set[str]:
    lines = (ROOT / "NAMESPACE").read_text(encoding="utf-8").splitlines()
    return {line[len("export(") : -1] for line in lines if line.startswith("export(")}


def help_pages() -> dict[str, str]:
    """The text of the help page of each topic."""
    found = {}
    for file in sorted(ROOT.glob("man/*.Rd")):
        text = file.read_text(encoding="utf-8")
        found |= dict.fromkeys(re.findall(r"^\\alias\{(.*?)\}", text, re.MULTILINE), text)
    return found


# Ways in which an example stands on its page and does not run.
LEFT_OUT = r"\\dont(run|test)|interactive\(\)|if \(FALSE\)"


def example_of(page: str) -> str:
    return page.partition("\\examples{")[2]


def test_every_exported_r_function_has_an_example_that_is_run():
    """R CMD check runs them; what is \\dontrun or \\donttest would only look as if."""
    pages = help_pages()
    generics = {name for name, page in pages.items() if "\\docType{import}" in page}
    assert generics == {"tidy", "glance", "augment", "autoplot", "reexports"}
    missing = []
    for name in exported() - generics:
        example = example_of(pages[name])
        if f"{name}(" not in example or re.search(LEFT_OUT, example):
            missing.append(name)
    assert sorted(missing) == []


def test_the_generics_that_are_passed_on_are_called_in_examples():
    examples = "\n".join(example_of(page) for page in help_pages().values())
    for name in ("tidy", "glance", "augment", "autoplot"):
        assert f"{name}(" in examples, name


def test_examples_that_need_the_command_run_where_it_is(root: Path):
    """The condition of the only examples that have one is met in `make test`."""
    pages = {page for page in help_pages().values() if "examplesIf" in page}
    assert pages
    assert all('Sys.which(Sys.getenv("RADIOTMB_COMMAND"' in page for page in pages)
    assert "export RADIOTMB_COMMAND" in (root / "Makefile").read_text(encoding="utf-8")
