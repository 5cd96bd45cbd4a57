"""Places the pages that mkdocs.yml does not: last of the guides or of the tutorials.

A hook of MkDocs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Where the pages of a folder go, by the section's title.
SECTIONS = {"docs": "Guides", "docs/tutorials": "Tutorials", "vignettes": "Tutorials"}


def on_config(config: Any) -> Any:
    """The configuration with every page in its navigation."""
    config["nav"] = with_all(config["nav"], Path(config["docs_dir"]))
    return config


def with_all(nav: list[Any], pages: Path) -> list[Any]:
    """A navigation with the pages of a folder that it lacks.

    Parameters
    ----------
    nav : list
        As MkDocs has it: pages, or titles with pages below.
    pages : path
    """
    placed = set(placed_in(nav))
    sections = {title: below for entry in nav if isinstance(entry, dict)
                for title, below in entry.items()}  # fmt: skip
    for folder, title in SECTIONS.items():
        for page in sorted((pages / folder).glob("*.md")):
            name = page.relative_to(pages).as_posix()
            if name not in placed:
                sections[title].append(name)
    return nav


def placed_in(nav: Any) -> Iterator[str]:
    """The pages of a navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        for below in nav.values():
            yield from placed_in(below)
    elif isinstance(nav, list):
        for entry in nav:
            yield from placed_in(entry)
