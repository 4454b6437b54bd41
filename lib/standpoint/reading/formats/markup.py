"""XML and HTML of strangers as trees: nothing is expanded, nothing is fetched, nothing runs."""

from __future__ import annotations

import re
from typing import Any


class Unsafe(ValueError):
    """XML that declares entities or points outside itself; no export needs that, attacks do."""


class Broken(ValueError):
    """Markup that gives no tree at all."""


def xml_root(data: bytes) -> Any:
    """The root element (xml.etree) of an XML document. Raises Unsafe, Broken.

    >>> xml_root(b"<a><b>One.</b></a>").findtext("b")
    'One.'
    >>> xml_root(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    Traceback (most recent call last):
        ...
    standpoint.reading.formats.markup.Unsafe: declares the entity 'x'; delete the DOCTYPE
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, DTDForbidden, ElementTree, EntitiesForbidden

    try:
        return ElementTree.fromstring(data)
    except EntitiesForbidden as error:
        raise Unsafe(f"declares the entity '{error.name}'; delete the DOCTYPE") from error
    except (DTDForbidden, DefusedXmlException) as error:
        raise Unsafe("points at something outside the file; delete the DOCTYPE") from error
    except ParseError as error:
        raise Broken(f"{error}; write the file again") from error
    except (ValueError, LookupError) as error:  # an encoding that the parser does not know
        raise Broken(f"{str(error).splitlines()[0]}; save it as UTF-8") from error


def html_root(text: str) -> Any:
    """The root element (lxml) of a web page, as a browser would mend it. Raises Broken.

    >>> html_root("<p>One<p>Two").xpath("count(//p)")
    2.0
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    plain = _NOT_IN_XML.sub(" ", text)
    try:
        root = lxml.html.document_fromstring(plain.encode("utf-8", errors="replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise Broken(str(error).splitlines()[0] if str(error) else "no element in it") from error
    if root is None:
        raise Broken("no element in it")
    return root


# What no XML tree may hold; zero bytes and half characters among it.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
