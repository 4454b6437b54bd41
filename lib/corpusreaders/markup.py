"""HTML and XML of strangers as trees and as text: nothing is expanded, fetched or run."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from corpusreaders.source import Unread

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
# What no XML tree may hold; zero bytes and half characters among it.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Broken(ValueError):
    """Markup that gives no tree; `row` says why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.row = Unread(reason, detail)


def xml_root(data: bytes) -> Any:
    """The root element (xml.etree) of an XML document.

    Raises
    ------
    Broken
        Where it is no XML, or declares entities or a document type that points outside: no export
        needs these, attacks do.

    Examples
    --------
    >>> xml_root(b"<a><b>One.</b></a>").findtext("b")
    'One.'
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree, EntitiesForbidden

    try:
        return ElementTree.fromstring(data)
    except EntitiesForbidden as error:
        raise Broken("unsafe XML", f"declares entity '{error.name}'; delete the DOCTYPE") from error
    except DefusedXmlException as error:
        raise Broken("unsafe XML", "points outside the file; delete the DOCTYPE") from error
    except ParseError as error:
        raise Broken("broken XML", f"{error}; write the file again") from error
    except (ValueError, LookupError) as error:  # an encoding that the parser does not know
        first = str(error).splitlines()[0]
        raise Broken("broken XML", f"{first}; save it as UTF-8") from error


def html_root(text: str) -> Any:
    """The root element (lxml) of a web page, as a browser would mend it, or Broken.

    Examples
    --------
    >>> html_root("<p>One<p>Two").xpath("count(//p)")
    2.0
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    plain = _NOT_IN_XML.sub(" ", text).encode("utf-8", errors="replace")
    try:
        root = lxml.html.document_fromstring(plain, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise Broken("broken web page", str(error).partition("\n")[0] or "no element") from error
    if root is None:
        raise Broken("broken web page", "no element")
    return root


def lines(node: Any, *, leave_out: Callable[[Any], bool] = lambda element: False) -> list[str]:
    """The lines of an element (lxml) as they flow on the page, without white space around them.

    Elements for which `leave_out` holds are not read.

    Examples
    --------
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
    whole = (" ".join(part.replace("\u00ad", "").split()) for part in parts)
    return [line for line in whole if line]


def line(node: Any) -> str:
    """All of an element on one line; empty for None.

    Examples
    --------
    >>> line(html_root("<p>One<br>two</p>"))
    'One two'
    """
    return "" if node is None else " ".join(lines(node))


def fragment(html: str) -> str:
    """A piece of HTML, or plain text, as paragraphs of plain text.

    Examples
    --------
    >>> fragment("<p>One &amp; two.</p><p>Three.</p>"), fragment("Plain &lt;text&gt; of one")
    ('One & two.\\n\\nThree.', 'Plain <text> of one')
    """
    if not re.search(r"<[a-zA-Z/!]", html):
        return unescape(html).strip()
    try:
        return "\n\n".join(lines(html_root(f"<div>{html}</div>")))
    except Broken:
        return ""


def local_name(node: Any) -> str:
    """The name of an XML element without its namespace; empty for comments."""
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def element_text(node: Any) -> str:
    """All text of an XML element on one line; empty for None."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def classes(node: Any) -> set[str]:
    """The classes of an element of a page."""
    return set((node.get("class") or "").split())
