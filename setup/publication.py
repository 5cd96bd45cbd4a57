"""Carries version, addresses and maintainer from DESCRIPTION, where they stand, into the files that
repeat them: CITATION.cff, codemeta.json, pyproject.toml and mkdocs.yml.

    python setup/publication.py           writes them
    python setup/publication.py --check   status 1 where one says otherwise
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]


def read_description(text: str) -> dict[str, str]:
    """The fields of a DESCRIPTION file, their lines joined.

    Parameters
    ----------
    text : str
    """
    fields = re.findall(r"^(\S+?):[ \t]*(.*(?:\n[ \t]+.*)*)", text, re.MULTILINE)
    return {name: " ".join(value.split()) for name, value in fields}


def facts(root: Path = ROOT) -> dict[str, str]:
    """What every file must agree on: version, site, source, issues, email, description."""
    found = read_description((root / "DESCRIPTION").read_text(encoding="utf-8"))
    site, source = found["URL"].split(", ")
    email = re.search(r'email = "([^"]+)"', found["Authors@R"])
    assert email is not None
    return {
        "version": found["Version"],
        "site": site,
        "source": source,
        "issues": found["BugReports"],
        "email": email[1],
        "title": found["Title"],
        "imports": found["Imports"],
        "r": found["Depends"],
        "description": found["Description"],
    }


def carried(root: Path = ROOT) -> dict[str, str]:
    """The text that each file should have, by its name."""
    known = facts(root)
    text = {name: (root / name).read_text(encoding="utf-8") for name in (
        "CITATION.cff", "pyproject.toml", "mkdocs.yml",
    )}  # fmt: skip
    for field, name in (("version", "version"), ("url", "site"), ("repository-code", "source")):
        text["CITATION.cff"] = put(text["CITATION.cff"], f"{field}: ", known[name])
    text["mkdocs.yml"] = put(text["mkdocs.yml"], "site_url: ", known["site"] + "/")
    urls = (("Homepage", "site"), ("Source", "source"), ("Issues", "issues"))
    for field, name in urls:
        text["pyproject.toml"] = put(text["pyproject.toml"], f"{field} = ", f'"{known[name]}"')
    author = f'[{{ name = "The radiotmb authors", email = "{known["email"]}" }}]'
    text["pyproject.toml"] = put(text["pyproject.toml"], "authors = ", author)
    text["codemeta.json"] = codemeta(known, tomllib.loads(text["pyproject.toml"])["project"])
    return text


def put(text: str, beginning: str, value: str) -> str:
    """A text with the one line that begins so ending in a value."""
    changed, count = re.subn(
        rf"^{re.escape(beginning)}.*$", lambda _: beginning + value, text, flags=re.MULTILINE
    )
    if count != 1:
        raise SystemExit(f"expected one line that begins with '{beginning}', found {count}")
    return changed


def codemeta(known: dict[str, str], project: dict) -> str:
    """codemeta.json (CodeMeta 3.0) of both packages."""
    minimum = re.search(r"R \(>= ([\d.]+)\)", known["r"])
    assert minimum is not None
    authors = {"@type": "Organization", "name": "The radiotmb authors", "email": known["email"]}
    requirements = [
        {"@type": "SoftwareApplication", "name": "R", "version": f">={minimum[1]}"},
        {"@type": "SoftwareApplication", "name": "Python", "version": project["requires-python"]},
        *({"@type": "SoftwareApplication", "name": name, "runtimePlatform": "R"}
          for name in known["imports"].split(", ")),
        *({"@type": "SoftwareApplication", "name": re.split(r"[<>=]", need)[0],
           "version": need[len(re.split(r"[<>=]", need)[0]):], "runtimePlatform": "Python"}
          for need in project["dependencies"]),
    ]  # fmt: skip
    content = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "identifier": "radiotmb",
        "name": f"radiotmb: {known['title']}",
        "description": known["description"],
        "version": known["version"],
        "license": "https://spdx.org/licenses/MIT",
        "url": known["site"],
        "codeRepository": known["source"],
        "issueTracker": known["issues"],
        "programmingLanguage": ["R", "Python", "C"],
        "keywords": project["keywords"],
        "author": [authors],
        "maintainer": [authors],
        "referencePublication": {
            "@type": "ScholarlyArticle",
            "identifier": "https://doi.org/10.1111/cas.15173",
            "name": "Prediction of the differences in tumor mutation burden between primary and "
            "metastatic lesions by radiogenomics",
        },
        "softwareRequirements": requirements,
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def differing(root: Path = ROOT) -> list[str]:
    """The files that say otherwise than DESCRIPTION."""
    wanted = carried(root)
    return [
        name
        for name, text in wanted.items()
        if not (root / name).exists() or (root / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    stale = differing()
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} says otherwise than DESCRIPTION: python setup/publication.py mends it")
        return int(bool(stale))
    wanted = carried()
    for name in stale:
        (ROOT / name).write_text(wanted[name], encoding="utf-8")
        print(f"written: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
