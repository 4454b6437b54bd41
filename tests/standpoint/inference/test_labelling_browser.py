"""The labelling tool in a real JupyterLab, in a real browser: buttons, undo, a closed browser, text
that would like to run.

Needs selenium and chromium with its driver, which are no dependencies of the project; skips where
they are not there."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

selenium = pytest.importorskip(
    "selenium", reason="the browser test needs selenium: pip install selenium"
)
CHROMIUM, DRIVER = (
    shutil.which("chromium") or shutil.which("google-chrome"),
    shutil.which("chromedriver"),
)
pytestmark = [
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="the browser test needs chromium and chromedriver"
    ),
]
ROOT = Path(__file__).parents[3]
HOSTILE = "<img src=x onerror=\"document.title='ran'\"> Russia accused France of lying."
CELL = f"""
from pathlib import Path
import standpoint as sp
from standpoint.inference.labelling import labelling
registry = sp.read_registry({str(ROOT / "data" / "actors.yml")!r})
texts = [{HOSTILE!r}, "Armenia thanked Iran.", "Baku met Turkey."]
documents = sp.documents_from_texts(texts, published="2022-10-01")
sentences = sp.sentences(documents)
mentions = sp.mentions(sentences, documents=documents, registry=registry)
scorer = sp.load_scorer("vader")
asked = {{"sentences": sentences, "documents": documents, "registry": registry}}
opinions = sp.opinions(mentions, scorer=scorer, **asked)
asked |= {{"opinions": opinions, "folder": Path("labels")}}
labelling(asked.pop("sentences"), **asked)
"""
OFFLINE = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --window-size=1300,1500"
)


def wait(for_what: Callable[[], object], said: str, seconds: float = 60) -> object:
    """What `for_what` gives as soon as it gives something."""
    from selenium.common.exceptions import WebDriverException

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if found := for_what():
                return found
        except WebDriverException:
            pass
        time.sleep(0.2)
    pytest.fail(f"after {seconds:.0f} s still no {said}")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """A JupyterLab on a folder with one notebook; its address."""
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": CELL,
    }
    notebook = {
        "cells": [cell],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "label.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    log = tmp_path / "lab.log"
    arguments = [
        "--no-browser",
        "--allow-root",
        "--port=0",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={tmp_path}",
    ]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *arguments],
            cwd=tmp_path,
            stdout=out,
            stderr=out,
            env=os.environ | {"JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")},
        )
    try:
        found = wait(
            lambda: re.search(
                r"(http://(?:localhost|127\.0\.0\.1):[1-9]\d*)/lab",
                log.read_text("utf-8", "replace"),
            ),
            "running JupyterLab",
        )
        yield found.group(1)
    finally:
        server.terminate()
        server.wait(timeout=30)


class Page:
    """A browser with the notebook open and its cell run."""

    def __init__(self, lab: str) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        options = Options()
        for flag in OFFLINE.split():
            options.add_argument(flag)
        options.binary_location = CHROMIUM
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.get(f"{lab}/lab/tree/label.ipynb?reset")
        wait(lambda: self.find(".jp-Notebook .jp-CodeCell .cm-content"), "notebook")
        wait(
            lambda: "Idle" in self.driver.find_element("css selector", "#jp-main-statusbar").text,
            "kernel",
        )
        self.find(".jp-Notebook .jp-CodeCell .cm-content")[0].click()
        ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(
            Keys.SHIFT
        ).perform()
        wait(lambda: self.buttons, "labelling tool")

    def find(self, css: str) -> list:
        return self.driver.find_elements("css selector", css)

    @property
    def buttons(self) -> dict:
        return {button.text: button for button in self.find(".jp-OutputArea-output button")}

    @property
    def holders(self) -> list:
        return self.find(".jp-OutputArea-output input[type=radio]")

    @property
    def text(self) -> str:
        return self.find(".jp-OutputArea-output")[0].text


def given(folder: Path) -> list[str]:
    path = folder / "labels" / "coder-1.csv"
    return (
        [row["label"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
        if path.is_file()
        else []
    )


def test_buttons_undo_and_a_closed_browser(lab: str, tmp_path: Path) -> None:
    page = Page(lab)
    try:
        assert "0 of 6 labelled" in page.text
        page.buttons["negative"].click()
        wait(lambda: "First say whose view it is" in page.text, "question for the holder", 10)
        page.holders[-1].click()
        page.find(".jp-OutputArea-output input[type=text]")[0].send_keys("an aside")
        page.buttons["negative"].click()
        wait(lambda: given(tmp_path) == ["negative"], "first label on disk", 10)
        wait(lambda: "1 of 6 labelled" in page.text, "the next sentence", 10)
        assert not any(each.is_selected() for each in page.holders), "asked anew"
        page.buttons["the text does not say"].send_keys(" ")  # without a mouse
        wait(lambda: given(tmp_path) == ["negative", ""], "second label on disk", 10)
        kept = (tmp_path / "labels" / "coder-1.csv").read_text(encoding="utf-8")
        assert "negative,undecided,an aside," in kept
        page.buttons["undo"].click()
        wait(lambda: given(tmp_path) == ["negative"], "a label taken back", 10)
        wait(lambda: "1 of 6 labelled" in page.text, "the count after undo", 10)
        if os.environ.get("STANDPOINT_SHOT"):
            page.driver.save_screenshot(os.environ["STANDPOINT_SHOT"])
    finally:
        page.driver.quit()  # closed without saving anything
    again = Page(lab)
    try:
        for done in range(1, 6):
            wait(lambda done=done: f"{done} of 6 labelled" in again.text, "next sentence", 10)
            again.buttons["neutral"].click()
        wait(lambda: "Nothing left to label" in again.text, "the end", 10)
    finally:
        again.driver.quit()


def test_text_of_the_corpus_is_shown_and_never_run(lab: str) -> None:
    page = Page(lab)
    try:
        seen = []
        for done in range(6):
            wait(lambda done=done: f"{done} of 6 labelled" in page.text, "next sentence", 10)
            seen.append(page.text)
            assert page.find(".jp-OutputArea-output mark"), "the target is marked"
            page.buttons["neutral"].click()
        assert any("<img src=x" in text for text in seen), "it is shown as written"
        assert not page.find(".jp-OutputArea-output img") and page.driver.title != "ran"
    finally:
        page.driver.quit()
