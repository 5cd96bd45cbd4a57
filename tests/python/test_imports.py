"""Imports go one way: cli, study, the stages, then runtime, inputs and errors; and in no circle."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "python" / "radiotmb"
STAGES = {"tmb", "radiomics", "stats", "report", "simulate"}
BASE = {"errors", "inputs", "runtime", "version"}
# The figures are a part of their own: what a stage returns draws itself with them (`.plot()`).
FIGURES = "report.figures"
# What each part may import besides itself and the package's own version.
ALLOWED = {
    "version": set(),
    "errors": set(),
    "runtime": {"errors", "version"},
    "inputs": {"errors", "runtime", "version"},
    FIGURES: BASE | {"report"},
    **dict.fromkeys(STAGES, BASE | {FIGURES}),
    "study": BASE | STAGES,
    "cli": BASE | STAGES | {"study"},
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "rpackage" not in path.parts)


def name_of(path: Path) -> str:
    parts = ["radiotmb", *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, *, at_start: bool) -> set[str]:
    """Modules that a file names in import statements.

    ``at_start`` leaves out those inside functions and under ``if TYPE_CHECKING``: they are not
    imported when the module is.
    """
    found: set[str] = set()

    def visit(node: ast.AST) -> None:
        if at_start and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return
        if at_start and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: a relative import"
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


def part_of(module: str) -> str:
    return FIGURES if f"{module}.".startswith(f"radiotmb.{FIGURES}.") else module.split(".")[1]


def test_at_the_top_there_are_the_rooms_and_errors():
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    assert modules == {"__init__", "errors", "version"}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    folders |= {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert folders - {"rpackage"} == set(ALLOWED) - {"errors", "version", FIGURES}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_in_the_allowed_direction(path):
    name = name_of(path)
    if name == "radiotmb":
        return
    parts = {
        part_of(module)
        for module in imports_of(path, at_start=False)
        if module.startswith("radiotmb.") and part_of(module) in ALLOWED
    }
    assert parts <= ALLOWED[part_of(name)] | {part_of(name)}


def test_only_the_bridge_imports_rpy2():
    importers = {
        name_of(path)
        for path in MODULES
        if any(module.split(".")[0] == "rpy2" for module in imports_of(path, at_start=False))
    }
    assert importers == {"radiotmb.stats.r"}


def test_no_module_imports_itself_through_others():
    names = {name_of(path) for path in MODULES}
    edges = {name_of(path): imports_of(path, at_start=True) & names for path in MODULES}
    # A package's __init__ runs before its modules; from it to them is not a circle.
    for name in names:
        edges[name] = {other for other in edges[name] - {name} if not name.startswith(f"{other}.")}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in edges[name]:
                walk(other, (*trail, name))
            done.add(name)

    for name in sorted(names):
        walk(name, ())
