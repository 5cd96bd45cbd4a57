"""The reference of every R function: a page for each of man/*.Rd, grouped as _pkgdown.yml is."""

from __future__ import annotations

import csv
import fnmatch
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml
from latex2mathml.converter import convert
from lxml import html

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def write_r_reference(folder: Path) -> None:
    """Write a page for each help page of ``man/`` and ``index.md`` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        command = ["Rscript", "--vanilla", str(HERE / "r_reference.R"), str(ROOT / "man"), scratch]
        subprocess.run(command, check=True)
        with open(Path(scratch, "topics.csv"), encoding="utf-8", newline="") as stream:
            topics = {row["name"]: row for row in csv.DictReader(stream)}
        for name, topic in topics.items():
            text = Path(scratch, f"{name}.html").read_text(encoding="utf-8")
            page = as_page(text, topic["title"], set(topics))
            (folder / f"{name}.md").write_text(page, encoding="utf-8")
    (folder / "index.md").write_text(index_page(topics), encoding="utf-8")


def as_page(text: str, title: str, topics: set[str]) -> str:
    """A help page as R writes it in HTML, as a page of Markdown with headings and blocks of code.

    Parameters
    ----------
    text : str
        What ``tools::Rd2HTML()`` wrote.
    title : str
    topics : set of str
        The pages that links may lead to; other links keep their words alone.
    """
    body = html.document_fromstring(text).find("body")
    parts = [f"# {title}"]
    heading = ""
    for element in content_of(body):
        if element.tag in ("h2", "table") and not heading:
            continue  # the title, and the line above it
        if element.tag == "h3":
            heading = " ".join(element.text_content().split())
            parts.append(f"## {heading}")
        elif element.tag == "pre" and heading in ("Usage", "Examples"):
            parts.append(f"```r\n{element.text_content().strip()}\n```")
        elif element.tag not in ("hr", "div") or element.text_content().strip():
            if element.text_content().strip().startswith("[Package "):
                continue
            mend(element, topics)
            parts.append(without_blank_lines(html.tostring(element, encoding="unicode")))
    return "\n\n".join(parts) + "\n"


def content_of(body: Any) -> list[Any]:
    """The elements of a help page, whether or not this R wraps them."""
    wrapped = body.xpath("./div[@class='container' or contains(@class, 'container')]")
    outer = wrapped[0] if wrapped else body
    main = outer.xpath("./main")
    return list(main[0] if main else outer)


def mend(element: Any, topics: set[str]) -> None:
    """Give links their pages and formulas their MathML."""
    for link in element.xpath(".//a"):
        target = Path(link.get("href", "").split("#")[0])
        if target.stem in topics and target.suffix == ".md":
            link.set("href", f"{target.stem}.html")
        else:
            link.drop_tag()
    for code in element.xpath(".//code[@class='reqn']"):
        formula = html.fragment_fromstring(convert(code.text_content().strip()))
        formula.tail = code.tail
        code.getparent().replace(code, formula)
    for code in element.xpath(".//code[@style]"):
        del code.attrib["style"]


def without_blank_lines(text: str) -> str:
    """HTML that Markdown takes for one block; blank lines inside ``pre`` become entities."""
    text = re.sub(
        r"<pre.*?</pre>", lambda found: found.group().replace("\n", "&#10;"), text, flags=re.DOTALL
    )
    return re.sub(r"\n\s*\n+", "\n", text).strip()


def index_page(topics: dict[str, dict[str, str]]) -> str:
    """The groups of ``_pkgdown.yml`` with their topics' titles."""
    groups = yaml.safe_load((ROOT / "_pkgdown.yml").read_text(encoding="utf-8"))["reference"]
    parts = ["# R functions", "As `?` shows them in R; every example runs in the tests."]
    shown = {
        n for group in groups for wanted in group["contents"] for n in matching(wanted, topics)
    }
    if len(shown) < len(topics):
        groups.append({"title": "Beside them", "contents": sorted(set(topics) - shown)})
    for group in groups:
        parts.append(f"## {group['title']}")
        if group.get("desc"):
            parts.append(group["desc"])
        rows = [
            f"| [`{name}`]({name}.md) | {topics[name]['title']} |"
            for wanted in group["contents"]
            for name in matching(wanted, topics)
        ]
        parts.append("\n".join(["| | |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def matching(wanted: str, topics: dict[str, dict[str, str]]) -> list[str]:
    """The pages that an entry of ``_pkgdown.yml`` means: a topic, or ``starts_with("tmb_")``."""
    pattern = re.sub(r'^starts_with\("(.*)"\)$', r"\1*", wanted)
    return [
        name
        for name, topic in topics.items()
        if fnmatch.fnmatchcase(name, pattern) or pattern in topic["aliases"].split()
    ]
