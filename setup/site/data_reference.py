"""The reference of tables, presets and JSON files, from what the code itself reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from radiotmb.inputs.extdata import extdata
from radiotmb.inputs.schemas import COLUMN_MEANINGS, SCHEMAS
from radiotmb.study.reference import _column_words

_ASSAYS, _EXTRACTIONS = "assays", "extraction"


def write_data_reference(folder: Path) -> None:
    """Write ``tables.md``, ``presets.md``, ``results-json.md`` and ``model-json.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "tables.md": tables_page(),
        "presets.md": presets_page(),
        "results-json.md": json_page("results.schema.json"),
        "model-json.md": json_page("model.schema.json"),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")


def tables_page() -> str:
    """Every table that passes between stages: column, type, whether it must be there."""
    parts = [
        "# Tables",
        "The columns that a table must or may have, as it is read and written in every format "
        "(`.csv`, `.tsv`, `.parquet`, `.feather`, `.xlsx`). Columns beside these are kept where "
        "they are the user's: clinical columns and features.",
    ]
    for name, schema in SCHEMAS.items():
        meanings = COLUMN_MEANINGS.get(name, {})
        rows = [
            f"| `{column}` | {_column_words(found)} | {'yes' if found.required else 'no'} "
            f"| {'yes' if found.nullable else 'no'} | {meanings.get(column, '')} |"
            for column, found in schema.columns.items()
        ]
        parts.append(f"## {name}")
        unique = list(schema.unique or []) or [c for c, f in schema.columns.items() if f.unique]
        if unique:
            parts.append(f"One row for each {', '.join(f'`{column}`' for column in unique)}.")
        head = ["| column | type | required | may be empty | meaning |", "|---|---|---|---|---|"]
        parts.append("\n".join([*head, *rows]))
    return "\n\n".join(parts) + "\n"


def presets_page() -> str:
    """Every preset, word for word."""
    parts = [
        "# Presets",
        "A preset is a YAML file; a file of one's own is given by its path wherever a preset's "
        "name is.",
    ]
    for kind, title in ((_ASSAYS, "Assays"), (_EXTRACTIONS, "Extractions")):
        parts.append(f"## {title}")
        for file in sorted(Path(extdata(kind)).glob("*.yaml")):
            text = file.read_text(encoding="utf-8")
            content = yaml.safe_load(text)
            parts.append(f"### {file.stem}")
            if content.get("description"):
                parts.append(str(content["description"]))
            parts.append(f"```yaml\n{text.strip()}\n```")
    return "\n\n".join(parts) + "\n"


def json_page(file: str) -> str:
    """A JSON schema as a table of its entries."""
    schema = json.loads(Path(extdata(file)).read_text(encoding="utf-8"))
    rows = [f"| `{name}` | {kind} | {text} |" for name, kind, text in entries(schema, schema, "")]
    return (
        "\n\n".join(
            [
                f"# {schema['title']}",
                schema.get("description", ""),
                f"The schema itself is `{file}` of the package's `extdata`.",
                "\n".join(["| entry | type | meaning |", "|---|---|---|", *rows]),
            ]
        )
        + "\n"
    )


def entries(part: dict[str, Any], whole: dict[str, Any], prefix: str) -> list[tuple[str, str, str]]:
    """The entries of a JSON schema with their dotted names, types and descriptions."""
    found = []
    for name, entry in part.get("properties", {}).items():
        if "$ref" in entry:
            entry = {**pointed_to(entry["$ref"], whole), **entry}
        text = str(entry.get("description", "")).replace("|", "\\|")
        found.append((f"{prefix}{name}", type_of(entry), text))
        inner = entry
        if "items" in entry and "properties" in (entry["items"] or {}):
            inner, name = entry["items"], f"{name}[]"
        found += entries(inner, whole, f"{prefix}{name}.") if "properties" in inner else []
    return found


def pointed_to(pointer: str, whole: dict[str, Any]) -> dict[str, Any]:
    """The part of a schema that a JSON pointer such as ``#/$defs/share`` names."""
    part: Any = whole
    for name in pointer.removeprefix("#/").split("/"):
        part = part[name]
    return dict(part)


def type_of(entry: dict[str, Any]) -> str:
    """The type of an entry in words."""
    if "enum" in entry:
        return " or ".join(f"`{value}`" for value in entry["enum"])
    if "const" in entry:
        return f"`{entry['const']}`"
    kinds = entry.get("type", "")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
