"""Finds dead links in a built site: pages, anchors and files that are not there, and what a page
would fetch from elsewhere.

    python setup/site/dead_links.py site
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

# What a browser fetches by itself; a link that a reader follows may lead anywhere.
_FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}
_NOT_FETCHED = {"canonical", "next", "prev", "edit"}


def dead_links(site: Path) -> list[str]:
    """One line for each dead link: the page, the link and what is wrong with it.

    Parameters
    ----------
    site : path
        The folder of the built site. Links to other hosts are not followed.
    """
    site = site.resolve()
    found = []
    for page in sorted(site.rglob("*.html")):
        for link, fetched in links_of(page):
            wrong = fault(link, page, site, fetched)
            if wrong:
                found.append(f"{page.relative_to(site)}: {link}: {wrong}")
    return found


def links_of(page: Path) -> list[tuple[str, bool]]:
    """The links of a page, each with whether a browser fetches it by itself."""
    tree = html.parse(str(page)).getroot()
    found = [(str(a.get("href")), False) for a in tree.iter("a") if a.get("href")]
    for tag, attribute in _FETCHED.items():
        for element in tree.iter(tag):
            if element.get(attribute) and element.get("rel") not in _NOT_FETCHED:
                found.append((str(element.get(attribute)), True))
    return found


def fault(link: str, page: Path, site: Path, fetched: bool) -> str:
    """What is wrong with a link; empty where nothing is."""
    parts = urlsplit(link)
    if parts.scheme in ("data", "mailto", "javascript"):
        return ""
    if parts.scheme or parts.netloc:
        return "fetched from elsewhere" if fetched else ""
    path = unquote(parts.path)
    # The page of errors is served from any folder, so its links begin at the top.
    start = site if path.startswith("/") else page.parent
    target = (start / path.lstrip("/")).resolve() if path else page
    if target.is_dir():
        target = target / "index.html"
    if not target.is_relative_to(site):
        return "leads out of the site"
    if not target.is_file():
        return "no such file"
    if parts.fragment and target.suffix == ".html":
        anchor = unquote(parts.fragment)
        if anchor not in anchors(target) and not anchor.startswith("__"):
            return "no such anchor"
    return ""


@cache
def anchors(page: Path) -> frozenset[str]:
    """The names that a link into a page may have."""
    tree = html.parse(str(page)).getroot()
    return frozenset(str(n) for e in tree.iter() for n in (e.get("id"), e.get("name")) if n)


if __name__ == "__main__":
    dead = dead_links(Path(sys.argv[1]))
    print("\n".join([*dead, f"{len(dead)} dead links"]))
    sys.exit(bool(dead))
