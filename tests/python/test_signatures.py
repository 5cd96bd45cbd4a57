"""Outside the command line, a function has at most eight parameters."""

import ast
from pathlib import Path

import pytest

import radiotmb

PACKAGE = Path(radiotmb.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
# Its options are those of R's function of the same name.
EXEMPT = {("stats/model.py", "nested_cv")}


def parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("cli/")])
def test_a_function_has_at_most_eight_parameters(module):
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and len(parameters(node)) > 8
        and (module, node.name) not in EXEMPT
    ]
    assert long == []
