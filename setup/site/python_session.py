"""Runs the Python blocks of one page: a file a line on standard input, its outcome a line back.

Started by run_pages.py in the folder where the page runs. Each line names a file of code; the
answer is JSON: what was printed, the value of the last line as a notebook shows it, and the files
of the figures that it made.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")


def run(code: str, names: dict[str, Any], figures: Path) -> dict[str, Any]:
    """One block's outcome: ``text``, ``html``, ``figures`` and ``error``."""
    printed = io.StringIO()
    value = None
    try:
        with contextlib.redirect_stdout(printed):
            lines = ast.parse(code).body
            last = lines.pop() if lines and isinstance(lines[-1], ast.Expr) else None
            exec(compile(ast.Module(lines, []), "<page>", "exec"), names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "<page>", "eval"), names)
    except BaseException:
        return {"text": printed.getvalue(), "error": traceback.format_exc(limit=-3)}
    return {"text": printed.getvalue(), **shown(value, figures)}


def shown(value: Any, figures: Path) -> dict[str, Any]:
    """A value as a notebook would show it."""
    from matplotlib.figure import Figure

    if value is None:
        return {}
    if isinstance(value, Figure):
        file = Path(f"{figures}.svg")
        value.savefig(file, metadata={"Date": None}, bbox_inches="tight")
        return {"figures": [str(file)]}
    table = getattr(value, "_repr_html_", None)
    return {"html": table()} if callable(table) else {"value": repr(value)}


def main() -> None:
    answers = sys.stdout
    names: dict[str, Any] = {"__name__": "__main__"}
    for line in sys.stdin:
        source, figures = (Path(part) for part in json.loads(line))
        with contextlib.redirect_stdout(sys.stderr):
            outcome = run(source.read_text(encoding="utf-8"), names, figures)
        print(json.dumps(outcome), file=answers, flush=True)


if __name__ == "__main__":
    main()
