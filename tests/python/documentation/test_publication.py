"""What a release says of itself is the same wherever it is said."""

import fnmatch
import json
import re
import shutil

import publication
import pytest
from publication import ROOT, carried, differing, facts


def test_every_file_says_what_description_says():
    assert differing() == []


@pytest.mark.parametrize(
    ("old", "new", "files"),
    [
        (r"^Version: .*$", "Version: 9.8.7", {"CITATION.cff", "codemeta.json"}),
        (r"email = \"[^\"]*\"", 'email = "me@example.net"', {"pyproject.toml", "codemeta.json"}),
        (r"^BugReports: .*$", "BugReports: https://example.net/i",
         {"pyproject.toml", "codemeta.json"}),
    ],
)  # fmt: skip
def test_a_change_in_one_place_is_missed_in_the_others(tmp_path, old, new, files):
    for name in ("DESCRIPTION", "CITATION.cff", "pyproject.toml", "mkdocs.yml", "codemeta.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    text = (tmp_path / "DESCRIPTION").read_text()
    (tmp_path / "DESCRIPTION").write_text(re.sub(old, new, text, flags=re.MULTILINE))
    assert set(differing(tmp_path)) == files
    for name, wanted in carried(tmp_path).items():
        (tmp_path / name).write_text(wanted)
    assert differing(tmp_path) == []


def test_the_placeholders_are_named_where_they_are_documented():
    page = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    known = facts()
    for name in ("site", "email"):
        assert "example.org" in known[name], "a real address is no placeholder: docs/publishing.md"
        assert known[name] in page


def test_no_other_file_of_the_packages_has_an_address_of_the_project():
    carriers = {"DESCRIPTION", "CITATION.cff", "codemeta.json", "pyproject.toml", "mkdocs.yml"}
    folders = ("R", "man", "inst", "python", "vignettes", "src")
    found = [
        str(file.relative_to(ROOT))
        for folder in folders
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".R", ".Rd", ".py", ".Rmd", ".yaml", ".json", ".csv", "")
        and file.is_file()
        and "radiotmb.example.org" in file.read_text(encoding="utf-8", errors="replace")
    ]
    # roxygen2 writes it from DESCRIPTION.
    assert found == ["man/radiotmb-package.Rd"]
    help_page = (ROOT / found[0]).read_text(encoding="utf-8")
    assert all(facts()[name] in help_page for name in ("site", "source", "issues"))
    assert all((ROOT / name).is_file() for name in carriers)


def test_the_news_begin_with_this_version():
    headings = re.findall(r"^# radiotmb (.*)$", (ROOT / "NEWS.md").read_text(), re.MULTILINE)
    assert headings[0] in (facts()["version"], "(development version)")
    assert len(set(headings)) == len(headings)


def test_codemeta_is_json_with_the_requirements_of_both_languages():
    content = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    wanted = {(one["name"], one.get("runtimePlatform")) for one in content["softwareRequirements"]}
    assert {("R", None), ("xgboost", "R"), ("pandas", "Python")} <= wanted
    assert content["license"].endswith("/MIT")


def test_a_line_that_is_not_there_once_is_refused():
    with pytest.raises(SystemExit, match="found 0"):
        publication.put("a: 1\n", "b: ", "2")
    with pytest.raises(SystemExit, match="found 2"):
        publication.put("a: 1\na: 2\n", "a: ", "2")
    assert publication.put("a: 1\nb: 1\n", "a: ", "2") == "a: 2\nb: 1\n"


def test_the_licence_of_every_bundled_file_is_listed():
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    patterns = [
        p for row in re.findall(r"^\| (`.*?) \|", page, re.M) for p in re.findall(r"`(.*?)`", row)
    ]
    bundled = [
        file.relative_to(ROOT).as_posix()
        for folder in ("inst/extdata", "python/radiotmb", "src")
        for file in (ROOT / folder).rglob("*")
        if file.is_file()
        and "__pycache__" not in file.parts
        and file.suffix not in (".py", ".pyi", ".so", ".pyd", ".typed", ".o")
    ]  # fmt: skip
    assert bundled
    listed = [file for file in bundled if any(fnmatch.fnmatch(file, p) for p in patterns)]
    assert sorted(set(bundled) - set(listed) - {"python/radiotmb/py.typed"}) == []
    assert [p for p in patterns if not any(fnmatch.fnmatch(file, p) for file in bundled)] == []
