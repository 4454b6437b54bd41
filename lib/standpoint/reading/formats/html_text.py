"""An element of a page → its text as it flows there: one line a block, words of one line never torn
or glued.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# What breaks the line on a page. Everything else (links, highlights, fonts) runs on.
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
# What holds no text to read.
SILENT = frozenset(
    "script style noscript template head title meta link iframe object embed svg math button select"
    " option textarea input video audio canvas".split()
)


def lines(node: Any, *, leave_out: Callable[[Any], bool] = lambda element: False) -> list[str]:
    """The lines of an element (lxml), white space made single, empty ones left out; `leave_out`
    names what is not read.

    >>> from standpoint.reading.formats.markup import html_root
    >>> lines(html_root("<div>One <b>lin</b>e.<p>Two<br>Three.</p><script>x()</script></div>"))
    ['One line.', 'Two', 'Three.']
    """
    parts: list[str] = [""]
    # A stack instead of a call for each element: pages nest as deep as they like.
    work: list[tuple[str, Any]] = [("open", node)]
    while work:
        step, element = work.pop()
        if step == "tail":
            parts[-1] += element.tail or ""
        elif step == "close":
            parts.append("")
        elif isinstance(element.tag, str) and element.tag not in SILENT and not leave_out(element):
            if element.tag in BLOCKS:
                parts.append("")
                if element.tag != "br":
                    work.append(("close", element))
            parts[-1] += element.text or ""
            for child in reversed(element):
                work += [("tail", child), ("open", child)]
    return [line for part in parts if (line := " ".join(part.replace("\u00ad", "").split()))]


def line(node: Any) -> str:
    """All of an element on one line; empty text for None.

    >>> from standpoint.reading.formats.markup import html_root
    >>> line(html_root("<p>One<br>two</p>"))
    'One two'
    """
    return "" if node is None else " ".join(lines(node))


def fragment(html: str) -> str:
    """A piece of HTML, or plain text, as paragraphs of plain text.

    >>> fragment("<p>One &amp; two.</p><p>Three.</p>"), fragment("Plain &lt;text&gt;\\n\\nof two")
    ('One & two.\\n\\nThree.', 'Plain <text>\\n\\nof two')
    """
    from html import unescape

    from standpoint.reading.formats.markup import Broken, html_root

    if not re.search(r"<[a-zA-Z/!]", html):
        return unescape(html).strip()
    try:
        return "\n\n".join(lines(html_root(f"<div>{html}</div>")))
    except Broken:
        return ""
