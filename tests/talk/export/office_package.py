"""Find what would make PowerPoint call a file damaged, by the rules of its package.

The rules are of ECMA-376 part 2 (Open Packaging Conventions) and part 1, section 19 (shapes and
slides).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx import Presentation

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
RUN = ("ln", "solidFill", "effectLst", "highlight", "latin", "ea", "cs", "sym", "hlinkClick")
PARAGRAPH = (
    "lnSpc",
    "spcBef",
    "spcAft",
    "buClr",
    "buSzPct",
    "buFont",
    "buNone",
    "buAutoNum",
    "buChar",
)
CELL = ("lnL", "lnR", "lnT", "lnB", "noFill", "solidFill")
ORDER = {"rPr": RUN, "pPr": PARAGRAPH, "tcPr": CELL}
"""Element → its children in the only order that the schema allows."""


def faults(data: bytes) -> list[str]:
    """Return everything wrong with a PowerPoint file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        found = [
            f"{name} is there twice" for name, n in Counter(package.namelist()).items() if n > 1
        ]
        parts = {name: package.read(name) for name in package.namelist()}
    trees: dict[str, Any] = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                found.append(f"{name} is no XML: {error}")
    found += _content_types(parts, trees)
    reached: set[str] = set()
    for name, tree in trees.items():
        if name.endswith(".rels"):
            found += _relationships(name, tree, parts, reached)
        else:
            found += _references(name, tree, trees)
            found += _ids(name, tree)
            found += _order(name, tree)
    inner = {name for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"}
    found += [f"nothing leads to {name}" for name in sorted(inner - reached)]
    if not found:
        Presentation(io.BytesIO(data))  # raises for what it cannot read
    return found


def _content_types(parts: dict[str, bytes], trees: dict[str, Any]) -> Iterator[str]:
    tree = trees["[Content_Types].xml"]
    endings = {one.get("Extension").lower() for one in tree.iter(f"{TYPES}Default")}
    named = [one.get("PartName") for one in tree.iter(f"{TYPES}Override")]
    yield from (f"{name} has two types" for name, n in Counter(named).items() if n > 1)
    yield from (f"a type for {name}, which is not there" for name in named if name[1:] not in parts)
    for name in parts:
        ending = name.rpartition(".")[2].lower()
        if name != "[Content_Types].xml" and f"/{name}" not in named and ending not in endings:
            yield f"{name} has no type"


def _relationships(
    name: str, tree: Any, parts: dict[str, bytes], reached: set[str]
) -> Iterator[str]:
    # What stands in _rels/ counts paths from the folder above.
    folder = posixpath.dirname(posixpath.dirname(name))
    ids = [one.get("Id") for one in tree.iter(RELATION)]
    yield from (f"{name}: {id} is there twice" for id, n in Counter(ids).items() if n > 1)
    for one in tree.iter(RELATION):
        target = one.get("Target")
        if one.get("TargetMode") == "External":
            if not re.match(r"(https?|mailto):", target):
                yield f"{name}: {target} is no address"
            continue
        whole = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        whole = whole.lstrip("/").removeprefix("./")
        reached.add(whole)
        if whole not in parts:
            yield f"{name}: {target} is not there"


def _references(name: str, tree: Any, trees: dict[str, Any]) -> Iterator[str]:
    folder, _, file = name.rpartition("/")
    relations = trees.get(f"{folder}/_rels/{file}.rels")
    known = set() if relations is None else {one.get("Id") for one in relations.iter(RELATION)}
    for element in tree.iter():
        for key, value in element.attrib.items():
            if key.startswith(f"{{{OFFICE}}}") and value not in known:
                yield f"{name}: {value} leads nowhere"


def _ids(name: str, tree: Any) -> Iterator[str]:
    ids = [
        element.get("id")
        for element in tree.iter()
        if isinstance(element.tag, str) and element.tag.endswith("}cNvPr")
    ]
    yield from (f"{name}: two shapes have the id {id}" for id, n in Counter(ids).items() if n > 1)


def _order(name: str, tree: Any) -> Iterator[str]:
    for short, order in ORDER.items():
        for element in tree.iter(f"{MAIN}{short}"):
            children = [etree.QName(child).localname for child in element]
            places = [order.index(child) if child in order else -1 for child in children]
            if -1 in places or places != sorted(places):
                yield f"{name}: {short} has {', '.join(children)} in this order"
