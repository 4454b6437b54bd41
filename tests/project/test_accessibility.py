"""axe-core on the report and on pages of notebooks in a real browser, at the width of a desk and of
a phone: no serious fault.

Not part of the locked environment: it needs selenium, Chromium with its driver, and axe-core's
`axe.min.js`, whose place STANDPOINT_AXE names (from the npm package axe-core). STANDPOINT_PAGES may
name a folder of results to check as well."""

from __future__ import annotations

import base64
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from test_opened import keep
from test_pages import executed, html_output
from test_report import results

from notebooks_for_tests import project
from standpoint import Corpus, plot_series
from standpoint.figures.style import save
from standpoint.study.file import read_study
from standpoint.study.pages import page
from standpoint.study.report import report

selenium = pytest.importorskip(
    "selenium",
    reason="selenium is not installed: pip install selenium, into an environment of your own",
)
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

AXE = Path(os.environ.get("STANDPOINT_AXE", ""))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.skipif(
        not AXE.is_file(), reason="STANDPOINT_AXE does not name axe.min.js: npm install axe-core"
    ),
    pytest.mark.skipif(
        not (CHROMIUM and shutil.which("chromedriver")),
        reason="Chromium and its driver are not installed",
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def browser():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
    ):
        options.add_argument(word)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(120)
    yield driver
    driver.quit()


@pytest.fixture
def pages(tmp_path, monkeypatch) -> list[Path]:
    """A report, and a page with a table, an image and an error; beside them what STANDPOINT_PAGES
    names.
    """
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    toy = project(tmp_path)
    made = [report(read_study("small"), results(toy))]
    frame = (
        '<table border="1" class="dataframe"><thead><tr><th></th><th>score</th></tr></thead>'
        "<tbody><tr><th>0</th><td>" + "a long cell " * 30 + "</td></tr></tbody></table>"
    )
    figure = (
        '<figure><img alt="A rising line"'
        ' src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0naHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmcnLz4=">'
        "<figcaption>Tone</figcaption></figure>"
    )
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": ["\x1b[31mValueError\x1b[0m: no"],
    }
    made.append(
        page(
            executed(
                toy,
                html_output(frame),
                html_output(figure),
                error,
                failure="cell 2: ValueError: no",
            ),
            toy / "x.html",
        )
    )
    return (
        [*made, *sorted(Path(os.environ["STANDPOINT_PAGES"]).glob("*.html"))]
        if "STANDPOINT_PAGES" in os.environ
        else made
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_fault_and_nothing_is_wider_than_the_screen(
    browser, pages: list[Path], width: int
) -> None:
    script = AXE.read_text(encoding="utf-8")
    for path in pages:
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        browser.get(path.as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, (
            path.name
        )
        browser.execute_script(script)
        found = browser.execute_async_script(
            "const done = arguments[0]; axe.run(document, {preload: false}).then(done, e =>"
            " done({error: String(e)}))"
        )
        assert "error" not in found and len(found["passes"]) > 10, found
        faults = [
            f"{fault['impact']} {fault['id']}: {fault['nodes'][0]['html'][:120]}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
        assert not faults, f"{path.name}: {faults}"


def test_axe_would_find_one(browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<!DOCTYPE html><html><head><title>x</title></head><body><img src="x.png"><p'
        ' style="color:#bbb">pale</p></body></html>'
    )
    browser.get(bad.as_uri())
    browser.execute_script(AXE.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run(document, {preload: false}).then(done)"
    )
    assert {"html-has-lang", "image-alt", "color-contrast"} <= {
        fault["id"] for fault in found["violations"]
    }


def test_the_report_prints(browser, pages: list[Path]) -> None:
    browser.get(pages[0].as_uri())
    printed = base64.b64decode(
        browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    )
    assert printed.startswith(b"%PDF") and len(printed) > 10_000
    pypdf = pytest.importorskip("pypdf")
    import io

    words = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages).split()
    )
    assert "How to cite" in words and "zipp" in words, "what is folded on a screen stands on paper"
    assert "Skip to the report" not in words


@pytest.mark.parametrize("width", [1280, 390])
def test_a_mark_opens_its_sentences_by_mouse_and_keyboard_and_no_text_runs(
    browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    from selenium.webdriver.common.keys import Keys

    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    folder = results(project(tmp_path))
    evil = "</script><img src=x onerror=window.ran=1><script>window.ran=1</script>"
    texts = [f"Armenia praised Russia {evil} today.", "Russia condemned Armenia."]
    corpus = Corpus(pd.DataFrame({"text": texts, "published": ["2020-05-01", "2021-05-01"]}))
    keep(corpus, folder / "tables")
    drawing = plot_series(corpus.series(period="year"), registry=corpus.registry)
    words = {"title": "Tone", "caption": "Tone.", "alt": "Tone."}
    save(drawing, folder=folder / "figures", name="tone", **words)
    path = report(read_study("small"), folder)
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get(path.as_uri())
    drawn = "return document.body.dataset.drawn"
    WebDriverWait(browser, 20).until(lambda driver: driver.execute_script(drawn))
    unfold = "document.querySelectorAll('details').forEach(each => { each.open = true })"
    browser.execute_script(unfold)
    marks = browser.find_elements("css selector", ".chart [role=button]")
    assert len(marks) == len(corpus.series(period="year"))
    assert [mark.get_attribute("tabindex") for mark in marks].count("0") == 1
    shown = "return document.querySelector('dialog[open]')?.innerText ?? ''"
    marks[0].send_keys(Keys.ARROW_RIGHT)
    assert browser.switch_to.active_element.get_attribute("aria-label") == marks[1].get_attribute(
        "aria-label"
    )
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    by_key = browser.execute_script(shown)
    assert marks[1].get_attribute("aria-label") in by_key
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not browser.execute_script(shown)
    opened = []
    for mark in marks:
        mark.click()
        opened.append(browser.execute_script(shown))
        browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert opened[1] == by_key and any(evil in text for text in opened), "text is shown as text"
    assert browser.execute_script("return window.ran === undefined"), "no text of a corpus runs"
    asked = "return performance.getEntriesByType('resource').map(each => each.name)"
    assert all(name.startswith("file:") for name in browser.execute_script(asked))
