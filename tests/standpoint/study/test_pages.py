"""The pages of notebooks: what they show, that they run nothing and load nothing from elsewhere,
and that everybody can read them.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from babel import Locale

from notebooks_for_tests import notebook, project
from standpoint.attitude.scorers import load_scorer
from standpoint.study.pages import TEMPLATES, page

EVIL = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """Collects elements, everything a page would load, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)
        self.loads += re.findall(r"url\(([^)]*)\)", text) + re.findall(r"@import\s+(\S+)", text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        known = {key: value or "" for key, value in attrs}
        self.elements.append((tag, known))
        self.loads += [known[key] for key in ("src", "srcset", "poster", "data") if key in known]
        if tag == "link":
            self.loads.append(known.get("href", ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.elements if name == tag]


def opened(path) -> Reader:
    """The page, after what every page must be."""
    text = path.read_text(encoding="utf-8")
    read = Reader(text)
    assert text.startswith("<!DOCTYPE html>") and read.all("html") == [{"lang": "en"}]
    assert [m["content"] for m in read.all("meta") if m.get("name") == "viewport"] == [
        "width=device-width, initial-scale=1"
    ]
    policy = [
        m["content"] for m in read.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policy) == 1 and "default-src 'none'" in policy[0] and "script-src" not in policy[0]
    return read


@pytest.fixture
def toy(tmp_path, monkeypatch):
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    return project(tmp_path)


def executed(toy, *outputs: dict, name: str = "10-ingest", failure: str = ""):
    """A notebook as if it had run: its third code cell holds the outputs."""
    path = notebook(
        toy,
        name,
        'study = "small"',
        f"## Why\n\nA [link](https://example.org/). {{x}}\n\n## {EVIL.replace('<', '&lt;')}",
        f"x = '{EVIL}'",
        title="What is *read*?",
    )
    book = json.loads(path.read_text())
    book["cells"][-1] |= {"outputs": list(outputs), "execution_count": 3}
    book["metadata"]["standpoint"] |= {"run": f"{name} (actor=russia)", "failure": failure}
    path.write_text(json.dumps(book))
    return path


def html_output(text: str) -> dict:
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": text, "text/plain": "plain"},
    }


def test_a_page_shows_prose_and_outputs_and_folds_the_code(toy):
    figure = (
        '<figure><img alt="A rising line"'
        ' src="data:image/svg+xml;base64,AAAA"><figcaption>Tone</figcaption></figure>'
    )
    stream = {"output_type": "stream", "name": "stdout", "text": f"printed {EVIL}"}
    plain = {
        "output_type": "execute_result",
        "execution_count": 3,
        "metadata": {},
        "data": {"text/plain": EVIL},
    }
    script = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"application/javascript": "alert(1)", "text/plain": "object"},
    }
    path = page(
        executed(toy, html_output(figure), stream, plain, script),
        toy / "out" / "x.html",
        study="A <b> study",
    )
    read = opened(path)
    assert read.all("script") == [] and not [
        load for load in read.loads if not load.startswith("data:")
    ]
    assert "<title>What is read? (actor=russia)</title>" in path.read_text()
    assert (
        {"href": "index.html"} in read.all("a")
        and "← A <b> study" in read.text
        and "10-ingest (actor=russia)" in read.text
    )
    assert {"alt": "A rising line", "src": "data:image/svg+xml;base64,AAAA"} in read.all("img")
    assert read.text.count(EVIL) == 4  # heading, code, printed, plain: all as text
    assert len(read.all("details")) == len(read.all("summary")) == 2 and not any(
        "open" in d for d in read.all("details")
    )
    assert "Parameters and their defaults, cell 1" in read.text and "Code, cell 2" in read.text
    assert "https://example.org/" in [a.get("href") for a in read.all("a")]


def test_a_failed_run_says_so_and_opens_the_cell(toy):
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": [f"\x1b[31mValueError\x1b[0m: {EVIL}"],
    }
    path = page(executed(toy, error, failure=f"cell 2: ValueError: {EVIL}"), toy / "x.html")
    read = opened(path)
    assert (
        "This run failed" in read.text and read.text.count(EVIL) == 4 and read.all("script") == []
    )
    assert ["open" in attrs for attrs in read.all("details")] == [False, True]
    assert "\x1b" not in path.read_text()


def test_links_between_notebooks_lead_to_pages(toy):
    prose = (
        "## Next\n\n[one](31-one-actor.ipynb) [two](40-events.ipynb#why) [file](../data/README.md)"
        " [web](https://example.org/a.ipynb)"
    )
    path = page(
        notebook(toy, "x", 'study = "small"', prose),
        toy / "x.html",
        links={"31-one-actor": "31-one-actor--armenia.html"},
    )
    hrefs = [a["href"] for a in opened(path).all("a")]
    assert hrefs == [
        "#content",
        "index.html",
        "31-one-actor--armenia.html",
        "index.html",
        "../data/README.md",
        "https://example.org/a.ipynb",
    ]


def test_tables_say_what_heads_what_and_can_be_reached_by_keyboard(toy):
    frame = """<table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th>score</th></tr></thead>
<tbody><tr><th>0</th><td>&lt;th&gt;</td></tr></tbody></table>"""
    styled = (
        '<table id="T_1"><thead><tr><th class="blank level0" >&nbsp;</th><th id="T_1_c"'
        ' class="col_heading" >n</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    )
    path = page(executed(toy, html_output(frame), html_output(styled)), toy / "x.html")
    read = opened(path)
    assert [head.get("scope") for head in read.all("th")] == [
        "col",
        "row",
        "col",
    ], "an empty cell is no header"
    assert "<th>" in read.text, "text that looks like a cell stays text"
    groups = [attrs for attrs in read.all("div") if attrs.get("tabindex") == "0"]
    assert [attrs["aria-label"] for attrs in groups] == [
        "Table, part of the output of code, cell 2"
    ] * 2 and {attrs["role"] for attrs in groups} == {"group"}


def test_a_page_has_landmarks_a_skip_link_and_headings_in_order(toy):
    read = opened(page(executed(toy), toy / "x.html"))
    first = next(attrs for tag, attrs in read.elements if tag == "a")
    assert first == {"class": "skip", "href": "#content"} and [
        main["id"] for main in read.all("main")
    ] == ["content"]
    assert [nav["aria-label"] for nav in read.all("nav")] == ["Back to the report"]
    levels = [int(tag[1]) for tag, _ in read.elements if tag in ("h1", "h2", "h3", "h4")]
    assert (
        levels[0] == 1
        and levels.count(1) == 1
        and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    )


def luminance(colour: str) -> float:
    """Relative luminance of #rgb or #rrggbb: Web Content Accessibility Guidelines 2.2."""
    digits = "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_every_colour_of_text_can_be_read_on_every_ground():
    assert contrast("#fff", "#000") == pytest.approx(21) and contrast(
        "#777777", "#ffffff"
    ) < 4.5 < contrast("#767676", "#ffffff")
    css = "".join(
        (TEMPLATES / name).read_text(encoding="utf-8")
        for name in ("style.css.j2", "report.css.j2", "notebook.css.j2")
    )
    named = dict(re.findall(r"--(\w+): (#\w{3,6})", css))
    grounds = {
        named.get(said.strip("var(-)"), said)
        for said in re.findall(r"background: (#\w{3,6}|var\(--\w+\))", css)
    }
    inks = {
        named.get(said.strip("var(-)"), said)
        for said in re.findall(r"(?<![-\w])color: (#\w{3,6}|var\(--\w+\))", css)
    }
    assert (
        {"#fff", named["wash"]} <= grounds
        and {named["ink"], named["soft"], named["link"], named["bad"]} <= inks
        and len(inks) > 8
    )
    for ink in inks:
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (
                f"{ink} on {ground}: {contrast(ink, ground):.2f}, 4.5 is needed"
            )


def test_styles_show_focus_calm_motion_and_print(toy):
    css = (TEMPLATES / "style.css.j2").read_text(encoding="utf-8")
    assert (
        ":focus-visible { outline: 2px solid" in css
        and "prefers-reduced-motion" in css
        and "@media print" in css
        and "@page" in css
    )
    assert not re.search(
        r"outline: (?:0|none)", css.replace("main:focus { outline: none; }", "")
    ), "only what the skip link jumps to has no ring"


def test_every_page_says_which_steps_read_which_language(toy):
    """The sentence names the languages that the model's config lists, and no page is without it."""
    said = (TEMPLATES / "languages.html.j2").read_text(encoding="utf-8").strip()
    path = page(executed(toy), toy / "out" / "x.html")
    assert said in path.read_text(encoding="utf-8")
    assert "languages.html.j2" in (TEMPLATES / "report.html.j2").read_text(encoding="utf-8")
    first = said.partition("are read in ")[2].partition(".")[0]
    names = {Locale(code).get_display_name("en") for code in load_scorer().languages}
    assert set(re.split(", | and ", first)) == names
