"""The references are written from the code, and leave out nothing that it has."""

import ast
import re
import shutil

import message_reference
import pytest
from build import ROOT
from command_reference import write_command_reference
from data_reference import write_data_reference
from python_reference import PACKAGES, public_names
from r_reference import as_page, write_r_reference

from radiotmb.cli.verbs import VERBS
from radiotmb.inputs.extdata import preset_names
from radiotmb.inputs.schemas import SCHEMAS


def messages(code: str) -> tuple[list[str], list[str]]:
    tree = ast.parse(code)
    calls = [(scope, call) for scope, call in message_reference.calls_of(tree)]
    scope, call = calls[-1]
    return (
        message_reference.texts(call.args[0], scope),
        [t for k in call.keywords for t in message_reference.texts(k.value, scope)],
    )


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("InputError('no rows')", ["no rows"]),
        ("InputError(f'no column {name!r} here')", ["no column … here"]),
        ("InputError(f'{a}' + ' of them')", ["… of them"]),
        ("InputError('one' if a else 'two')", ["one", "two"]),
        ("def f(a):\n if a:\n  t = 'first'\n else:\n  t = 'second'\n InputError(t)",
         ["first", "second"]),
        ("def f(a):\n t = 'early'\n g(t)\n t = 'late'\n InputError(t)", ["late"]),
        ("def f(t):\n InputError(t)", []),
    ],
)  # fmt: skip
def test_the_texts_that_a_message_may_have(code, wanted):
    assert messages(code)[0] == wanted


def test_a_remedy_stands_with_its_own_message():
    one = message_reference.with_own(["a", "b"], ["do a", "do b"])
    assert one == [("a", "do a"), ("b", "do b")]
    assert message_reference.with_own(["a", "b"], ["do it"]) == [("a", "do it"), ("b", "do it")]
    assert message_reference.with_own(["a"], ["do it", "or that"]) == [("a", "")]


def all_messages() -> str:
    notes, refusals = message_reference.notes_and_refusals()
    found = [line for part in (notes, refusals) for lines in part.values() for line in lines]
    return re.sub(r"\\(.)", r"\1", "\n".join(found))


def test_every_message_of_the_faults_page_is_one_of_the_program():
    page = (ROOT / "docs" / "faq.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^### `(.*)`$", page, flags=re.MULTILINE)
    assert len(quoted) > 15
    known = all_messages()
    assert [message for message in quoted if message not in known] == []


@pytest.mark.r
def test_every_help_page_of_r_is_a_page(tmp_path):
    write_r_reference(tmp_path)
    names = {file.stem for file in ROOT.glob("man/*.Rd")}
    assert {file.stem for file in tmp_path.glob("*.md")} == names | {"index"}
    index = (tmp_path / "index.md").read_text()
    assert [name for name in sorted(names) if f"({name}.md)" not in index] == []
    page = (tmp_path / "tmb_status.md").read_text()
    assert re.search(r"## Usage\n\n```r\ntmb_status\(", page)
    assert "## Examples" in page


@pytest.mark.r
def test_flags_and_conditions_of_r_are_found():
    conditions, flags = message_reference.r_messages()
    assert "no discordant patient" in flags["lesion-pairs.R"]
    assert any("needs n or n\\_max" in text for text in conditions["audit-claim-counts.R"])


def test_links_to_other_packages_keep_their_words_alone():
    body = (
        "<html><body><div class='container'><h2>Title</h2><h3>See Also</h3>"
        "<p><a href='known.md'>known()</a> and <a href='../../stats/html/cor.html'>cor()</a>, "
        "<code class='reqn'>n^2</code></p></div></body></html>"
    )
    page = as_page(body, "Title", {"known"})
    assert '<a href="known.html">known()</a> and cor(),' in page
    assert "<math" in page


def test_every_verb_has_a_page_with_its_options(tmp_path):
    write_command_reference(tmp_path)
    assert {file.stem for file in tmp_path.glob("*.md")} == {*VERBS, "index"}
    page = (tmp_path / "tmb.md").read_text()
    assert "| `--germline` | <code>FILE</code> |" in page
    assert "Default: `study`." in page


def test_every_table_and_preset_is_there(tmp_path):
    write_data_reference(tmp_path)
    tables, presets = ((tmp_path / name).read_text() for name in ("tables.md", "presets.md"))
    assert [name for name in SCHEMAS if f"## {name}\n" not in tables] == []
    for kind in ("assays", "extraction"):
        assert [name for name in preset_names(kind) if f"### {name}\n" not in presets] == []
    results = (tmp_path / "results-json.md").read_text()
    assert "| `cohort.patients` |" in results


@pytest.mark.parametrize("package", PACKAGES)
def test_the_public_names_are_those_that_python_has(package):
    import importlib

    names = public_names(package)
    assert sorted(names) == sorted(importlib.import_module(f"radiotmb.{package}").__all__)


@pytest.mark.r
@pytest.mark.slow
def test_the_site_is_built_without_a_dead_link(tmp_path, monkeypatch):
    """Without the outcomes of its code, which make docs adds; as no warning of MkDocs is."""
    import build

    monkeypatch.setattr(build, "PAGES", tmp_path / "pages")
    monkeypatch.setenv("RADIOTMB_SITE_PAGES", str(tmp_path / "pages"))
    build.copy_sources()
    build.write_references()
    shutil.copytree(ROOT / "vignettes", tmp_path / "pages" / "vignettes")
    for file in (tmp_path / "pages" / "vignettes").glob("*.Rmd"):
        file.rename(file.with_suffix(".md"))
    assert build.build(tmp_path / "site") == []
    methods = (tmp_path / "site" / "docs" / "methods.html").read_text(encoding="utf-8")
    assert "<math" in methods
    assert "arithmatex" not in methods
    names = (tmp_path / "site" / "reference" / "python" / "stats.html").read_text(encoding="utf-8")
    assert 'id="radiotmb.stats.nested_cv"' in names
    script = next((tmp_path / "site").glob("assets/javascripts/bundle.*.js"))
    assert "https://unpkg.com" not in script.read_text(encoding="utf-8")
