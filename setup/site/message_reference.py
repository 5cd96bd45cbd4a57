"""The reference of messages: notes, refusals and warnings of Python, conditions and flags of R.

They are read from the code, so that none is missing; what a message fills in stands as ``…``. A
message that is put together elsewhere than where it is given is listed by its pieces.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "python" / "radiotmb"
REFUSALS = {
    "InputError": "something given is not as it should be; exit status 2",
    "StudyError": "a study that cannot be run; exit status 2",
    "StatisticsError": "the statistics refused; exit status 2",
    "MissingSoftwareError": "a program or package is missing; exit status 3",
    "TaskError": "one scan or sample failed; exit status 1",
}
_GAP = "…"


def write_message_reference(folder: Path) -> None:
    """Write ``notes.md``, ``refusals.md``, ``r-conditions.md`` and ``r-flags.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    notes, refusals = notes_and_refusals()
    conditions, flags = r_messages()
    pages = {
        "notes.md": listing(
            "Notes",
            "What a study says of its own results: on the terminal, in `notes` of results.json and "
            "at the top of the report. Each has a level, a stage, a subject, a sentence, a remedy.",
            notes,
        ),
        "refusals.md": listing(
            "Refusals",
            "What Python and the command line refuse, by the part of the program that says so. "
            + " ".join(f"`{name}`: {text}." for name, text in REFUSALS.items()),
            refusals,
        ),
        "r-conditions.md": listing(
            "Errors and warnings of R",
            "Conditions of class `radiotmb_error` and `radiotmb_warning`, by the file of `R/` that "
            "says so. A wrong argument reads: `ARGUMENT` must be …, not ….",
            conditions,
        ),
        "r-flags.md": listing(
            "Flags of R's results",
            "What a result says of itself in `$flags`; `print()` shows and `summary()` keeps it.",
            flags,
        ),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def listing(title: str, words: str, found: dict[str, list[str]]) -> str:
    """A page with a heading for each part of the program and its messages below."""
    parts = [f"# {title}", words]
    for place in sorted(found):
        lines = list(dict.fromkeys(found[place]))
        parts += [f"## {place}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(parts) + "\n"


def notes_and_refusals() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Notes by stage and refusals by module, each message with its remedy."""
    notes: dict[str, list[str]] = {}
    refusals: dict[str, list[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if "report" in file.relative_to(PACKAGE).parts:
            continue  # there a Note is a paragraph of the page
        module = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        for scope, call in calls_of(ast.parse(file.read_text(encoding="utf-8"))):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name == "Note" and len(call.args) >= 4:
                level, stage, _, message, *remedy = call.args
                said = [one for part in remedy for one in texts(part, scope)]
                for text, what in with_own(texts(message, scope), said):
                    place = (texts(stage, scope) or ["elsewhere"])[0].strip(_GAP) or "elsewhere"
                    level_text = (texts(level, scope) or [""])[0]
                    label = f"*{level_text}:* " if level_text else ""
                    notes.setdefault(place, []).append(label + with_remedy(text, what))
            elif name in REFUSALS and call.args:
                hints = [k.value for k in call.keywords if k.arg == "hint"]
                expected = [k.value for k in call.keywords if k.arg == "expected"]
                said = [one for part in hints for one in texts(part, scope)]
                wanted = [one for part in expected for one in texts(part, scope)]
                for text, what in with_own(texts(call.args[0], scope), said):
                    full = f"{text}; expected {wanted[0]}" if wanted else text
                    kind = "" if name == "InputError" else f" ({name})"
                    refusals.setdefault(module, []).append(with_remedy(full, what) + kind)
    return notes, refusals


def with_own(messages: list[str], remedies: list[str]) -> list[tuple[str, str]]:
    """Each text that a message may have with its remedy, where it is known which is whose."""
    if len(remedies) == len(messages):
        return list(zip(messages, remedies, strict=True))
    shared = remedies[0] if len(remedies) == 1 else ""
    return [(message, shared) for message in messages]


def with_remedy(message: str, remedy: str) -> str:
    """``message. Remedy``, safe for Markdown."""
    text = f"{message}. {remedy}" if remedy else message
    return re.sub(r"([*_<>\[\]`|])", r"\\\1", text)


def calls_of(tree: ast.AST, scope: ast.AST | None = None) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call with the innermost function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        inner = node if isinstance(node, (ast.FunctionDef, ast.Module)) else (scope or tree)
        if isinstance(node, ast.Call):
            yield inner, node
        yield from calls_of(node, inner)


def texts(node: ast.expr, scope: ast.AST) -> list[str]:
    """The texts that an expression may have, with gaps where it fills something in."""
    if isinstance(node, ast.Constant):
        return [str(node.value)] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else _GAP for p in node.values]
        text = "".join(map(str, parts))
        return [text] if re.search(r"[A-Za-z]{2}", text) else []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = texts(node.left, scope) or [_GAP]
        right = texts(node.right, scope) or [_GAP]
        return [one + two for one in left for two in right if (one, two) != (_GAP, _GAP)]
    if isinstance(node, ast.IfExp):
        return texts(node.body, scope) + texts(node.orelse, scope)
    if isinstance(node, ast.Name):
        return [
            text
            for assigned in assignments(node, scope)
            for text in texts(assigned.value, ast.Module([], []))
        ]
    return []


def assignments(name: ast.Name, scope: ast.AST) -> list[ast.Assign]:
    """What a name was last given before it is used: one value, or one for each branch."""
    found: list[ast.Assign] = []
    for statement in ast.iter_child_nodes(scope):
        if getattr(statement, "lineno", name.lineno) > name.lineno:
            break
        if not isinstance(statement, ast.stmt):
            continue
        holds_use = any(node is name for node in ast.walk(statement))
        if holds_use and not isinstance(statement, (ast.Assign, ast.Expr, ast.Raise, ast.Return)):
            return assignments(name, statement) or found
        here = [
            node
            for node in ast.walk(statement)
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == name.id for t in node.targets)
        ]
        if here and not holds_use:
            found = here
    return found


def r_messages() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Conditions and flags of R by file, as r_messages.R reads them from R's own parser."""
    command = ["Rscript", "--vanilla", str(HERE / "r_messages.R"), str(ROOT / "R")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    conditions: dict[str, list[str]] = {}
    flags: dict[str, list[str]] = {}
    for row in json.loads(done.stdout):
        kind = flags if row["kind"] == "flag" else conditions
        kind.setdefault(row["file"], []).append(with_remedy(row["text"], ""))
    return conditions, flags
