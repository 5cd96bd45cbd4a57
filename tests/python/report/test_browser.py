"""The report in a browser: quiet, offline, sortable, downloadable, accessible, light and dark."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from radiotmb.report import render_report
from radiotmb.report.render import SECTIONS

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory, simulated) -> str:
    tables = simulated.simulate_tables()
    tables["table_one"].loc[tables["table_one"].index[-1], "level"] = (
        "=1+1<script>alert(1)</script>"
    )
    folder = simulated.write_output(tmp_path_factory.mktemp("browser") / "r", tables=tables)
    pictures = folder / "figures" / "quality"
    pictures.mkdir(parents=True)
    for name in ("001_SIM-01_primary_supine", "002_SIM-02_primary_supine",
                 "003_SIM-01_metastasis_plain"):  # fmt: skip
        Image.new("L", (720, 272), 90).save(pictures / f"{name}.png")
    return render_report(folder).as_uri()


@pytest.fixture
def visit(browser, address):
    """``visit(viewport, scheme)``: the report in a page of its own."""
    contexts = []

    def open_page(viewport=DESKTOP, scheme="light"):
        context = browser.new_context(
            viewport=viewport, color_scheme=scheme, accept_downloads=True, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: page.said.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def column(page, table: str, number: int) -> list[str]:
    return page.locator(f'[data-name="{table}"] tbody tr td:nth-child({number})').all_inner_texts()


def downloaded(page, block: str, action: str) -> tuple[str, bytes]:
    with page.expect_download() as found:
        page.locator(f'[data-name="{block}"] [data-action="{action}"]').click()
    return found.value.suggested_filename, Path(found.value.path()).read_bytes()


def test_the_page_is_quiet_and_asks_for_nothing(visit, address):
    page = visit()
    page.wait_for_load_state("networkidle")
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(("data:", "blob:"))] == [address]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_is_wider_than_the_screen(visit, viewport):
    page = visit(viewport)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]


def test_sections_are_reached_from_the_contents(visit):
    page = visit()
    assert page.locator("main > section").count() == len(SECTIONS)
    page.get_by_role("link", name="Survival").click()
    assert page.evaluate("location.hash") == "#survival"
    top = page.locator("#survival").bounding_box()["y"]
    assert abs(top) < 60


def test_tables_sort_by_number_and_back_with_the_keyboard(visit):
    page = visit()
    table = page.locator('[data-name="cutoffs"]')
    place = table.locator("th").all_inner_texts().index("Cutoff") + 1
    cutoffs = [float(text) for text in column(page, "cutoffs", place)]
    assert cutoffs != sorted(cutoffs)
    button = table.get_by_role("button", name="Cutoff", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert [float(text) for text in column(page, "cutoffs", place)] == sorted(cutoffs)
    page.keyboard.press("Enter")
    assert [float(text) for text in column(page, "cutoffs", place)] == sorted(cutoffs, reverse=True)
    heads = table.locator("th[aria-sort]")
    assert heads.count() == 1
    assert heads.get_attribute("aria-sort") == "descending"


def test_missing_values_sort_last_both_ways(visit):
    page = visit()
    button = page.locator('[data-name="table_one_concordance"] th button', has_text="p").last
    for first in ("< 0.001", "0.440"):
        button.click()
        found = [text.replace("\u00a0", " ") for text in column(page, "table_one_concordance", 6)]
        assert found[0] == first
        assert found[-1] == ""


def test_a_table_is_downloaded_whole_and_harmless(visit):
    page = visit()
    name, content = downloaded(page, "table_one_concordance", "csv")
    assert name == "table_one_concordance.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][:3] == ["characteristic", "overall", "concordant"]
    assert rows[-1][0].strip().lstrip("'") == "=1+1<script>alert(1)</script>"
    assert page.said == []


def test_figures_are_downloaded_in_their_printed_colours(visit):
    page = visit(scheme="dark")
    name, svg = downloaded(page, "roc", "svg")
    assert name == "roc.svg"
    assert svg.startswith(b"<svg")
    assert b"var(" not in svg
    name, png = downloaded(page, "roc", "png")
    assert name == "roc.png"
    assert png.startswith(b"\x89PNG")
    assert len(png) > 20_000
    _, data = downloaded(page, "roc", "csv")
    assert data.decode("utf-8-sig").startswith("lesion,phase,threshold,sensitivity")


def test_the_methods_are_copied(visit):
    page = visit()
    page.get_by_role("button", name="Copy").click()
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    page.evaluate("document.body.prepend(document.createElement('textarea'))")
    page.locator("textarea").press("Control+v")
    methods = page.locator(".copyable .prose").inner_text()
    assert len(methods.split()) > 100
    assert page.locator("textarea").input_value().split() == methods.split()


def test_the_reader_s_theme_wins(visit):
    page = visit(scheme="light")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.get_by_role("button", name="Light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == before


def test_every_table_sorts_and_keeps_its_rows(visit):
    page = visit()
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.evaluate("document.querySelectorAll('[data-action=all]').forEach((b) => b.click())")
    faults = page.evaluate("""() => {
      const faults = [];
      for (const table of document.querySelectorAll("table")) {
        const name = table.closest("[data-name]").dataset.name;
        const rows = () => [...table.tBodies[0].rows];
        const before = rows().map((row) => row.textContent).sort().join("\\n");
        for (const button of table.querySelectorAll("th button")) {
          button.click();
          const head = button.closest("th");
          const at = [...head.parentNode.children].indexOf(head);
          if (rows().map((row) => row.textContent).sort().join("\\n") !== before)
            faults.push(`${name}: rows were lost`);
          if (!head.classList.contains("numeric")) continue;
          const values = rows().map((row) => row.cells[at].dataset.sort)
            .filter((value) => value !== undefined).map(Number);
          if (values.some((value, i) => i && value < values[i - 1]))
            faults.push(`${name}: ${button.textContent} is not in order`);
        }
      }
      return faults;
    }""")
    assert page.locator("table").count() > 30
    assert faults == []
    assert page.said == []


def test_a_button_shows_all_rows_and_nothing_scrolls_inside(visit):
    page = visit()
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    table = page.locator('[data-name="funnel"].fold')
    shown = table.locator("tbody tr").count()
    table.get_by_role("button", name="Show all").click()
    stated = int("".join(c for c in table.locator(".count").inner_text() if c.isdigit()))
    assert shown < table.locator("tbody tr").count() == stated
    assert table.get_by_role("button", name="Show all").count() == 0
    hidden = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter((s) => s.scrollHeight > "
        "s.clientHeight + 2).length"
    )
    assert hidden == 0


def test_row_labels_come_back_when_the_order_changes(visit):
    page = visit()
    labels = page.locator('[data-name="cutoffs"] tbody td:first-child > .unseen')
    assert labels.count() == 2
    page.locator('[data-name="cutoffs"]').get_by_role("button", name="Cutoff", exact=True).click()
    assert labels.count() == 0


def test_every_block_can_be_downloaded(visit):
    """What each button would save; that saving works is shown above, on one of each kind."""
    page = visit()
    saved = page.evaluate("""async () => {
      const saved = [];
      HTMLAnchorElement.prototype.click = function () { saved.at(-1).name = this.download; };
      URL.createObjectURL = (blob) => { saved.push({ blob }); return "data:,"; };
      for (const button of document.querySelectorAll('main [data-action="csv"]')) {
        button.click();
        saved.at(-1).block = button.closest("[data-name]").dataset.name;
      }
      return Promise.all(saved.map(async ({ blob, name, block }) =>
        ({ name, block, text: await blob.text() })));
    }""")
    assert len(saved) == page.locator("main [data-name]:has(script.csv)").count() > 50
    for file in saved:
        assert file["name"] == f"{file['block']}.csv"
        rows = list(csv.reader(file["text"].lstrip("\ufeff").splitlines()))
        assert len(rows) > 1, file["name"]
        assert len({len(row) for row in rows}) == 1, file["name"]
    assert page.said == []


def test_a_scan_is_enlarged_and_the_arrow_keys_go_on(visit):
    page = visit()
    page.get_by_role("button", name="Enlarge SIM-01 primary supine").click()
    dialog = page.locator("#enlarged")
    assert dialog.is_visible()
    assert dialog.locator("img").get_attribute("alt") == "SIM-01 primary supine"
    assert dialog.locator("img").bounding_box()["width"] > 1000
    page.keyboard.press("ArrowRight")
    assert dialog.locator("img").get_attribute("alt") == "SIM-02 primary supine"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert dialog.locator("img").get_attribute("alt") == "SIM-01 metastasis plain"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_the_contents_mark_where_the_reader_is(visit):
    page = visit()
    # The page's policy forbids the eval of wait_for_function().
    marked = page.locator(".toc [aria-current]")
    assert marked.all_inner_texts() == ["Summary"]
    page.get_by_role("link", name="Survival").click()
    page.locator(".toc [aria-current]", has_text="Survival").wait_for()
    page.evaluate("scrollTo(0, 0)")
    page.locator(".toc [aria-current]", has_text="Summary").wait_for()


def test_print_shows_what_is_folded_and_not_very_long(visit):
    page = visit()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open]):not(.long)").count() == 0
    assert page.locator('details.long[data-name="folds"]').count() == 0
    assert page.locator('details.long[data-name="funnel"]:not([open])').count() == 1
    page.emulate_media(media="print")
    assert not page.locator(".toc").is_visible()


def test_a_page_of_paper_is_no_phone(visit):
    """Paper is as narrow as a phone's limit, and none of a phone's rules hold on it."""
    page = visit({"width": 700, "height": 900})
    page.emulate_media(media="print")
    narrowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.sentences dd')].map((d) => d.clientWidth))"
    )
    assert narrowest > 350
    styles = page.evaluate("""() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      return [style("td:first-child").position, style(".drawing svg").minWidth,
              style("thead").breakInside, style("th button").display];
    }""")
    # A browser paints a head again on every page where it is not broken and holds no button.
    assert styles == ["static", "0px", "avoid", "contents"]


def test_hostile_text_does_nothing_in_a_browser(browser, tmp_path, simulated):
    """A script in every text cell of every table; only the rows' own keys keep their meaning."""
    tables = simulated.simulate_tables()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    for name, frame in tables.items():
        for text in frame.select_dtypes("object"):
            frame[text] = frame[text].where(frame.index % 2 == 0, evil)
        tables[name] = frame
    folder = simulated.write_output(tmp_path, tables=tables, study=evil)
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(render_report(folder).as_uri())
    page.evaluate("document.querySelectorAll('th button').forEach((b) => b.click())")
    assert page.locator("main script:not(.csv), main img[onerror]").count() == 0
    assert page.locator("h1").inner_text() == evil
    assert said == []
    assert len([url for url in asked if not url.startswith("data:")]) == 1
    page.close()


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desktop"]
)
def test_axe_finds_no_fault(visit, viewport, scheme):
    """WCAG 2.1 A and AA by axe-core: names, contrast, structure, with all that folds unfolded."""
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    script = Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    page = visit(viewport, scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.evaluate(script)
    found = page.evaluate(
        # A drawing is one image to a reader: what is inside it is not the page's structure.
        "async () => (await axe.run({exclude: ['.drawing svg > *']}, "
        "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})).violations"
    )
    faults = [
        f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:160]}" for fault in found
    ]
    assert faults == [], json.dumps(faults, indent=1)
