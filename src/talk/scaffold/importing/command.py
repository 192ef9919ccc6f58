"""`talk import FILE`: write another tool's slides as a deck that passes `talk check`."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from talk.deck.checking.slides import count
from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors, Problem
from talk.failure import Failure
from talk.scaffold.importing.html_slides import read_html
from talk.scaffold.importing.markdown_slides import read_markdown
from talk.scaffold.importing.slides import ImportedDeck, ImportedSlide

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm")
PICTURES = (".png", ".svg", ".jpg", ".jpeg", ".webp", ".gif", ".avif")
MAX_FILE = 20_000_000
"""Most bytes of a file that is read; with everything inside, a page is some megabytes."""
ROUNDS = 6
"""Most times that what does not pass the check is made simpler."""
PICTURE = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(([^)\s]+)\)")


def import_slides(file: Path, folder: Path | None = None) -> int:
    """Read a file of slides, write it as a deck, and say what was dropped; return 0.

    The folder is new; without a name it is that of the file, here. Raises Failure where the file
    holds no slides, or something is in the folder.
    """
    folder = Path(file.stem) if folder is None else folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(f"{folder} is there and is not empty: name a new folder after the file")
    deck = read_file(file)
    # In a folder of its own first: a deck that does not pass is never seen.
    with tempfile.TemporaryDirectory(prefix="talk-import-") as made:
        root = Path(made) / "deck"
        _copy_pictures(deck, file.parent, root)
        _write_passing(deck, root, deck.title or _words(file.stem))
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            # It is empty, as was seen above, and `copytree` makes its folder itself.
            folder.rmdir()
        shutil.copytree(root, folder)
    chapters = len(list((folder / "chapters").iterdir()))
    sys.stdout.write(
        f"made a deck in {folder}: {count(len(deck.slides), 'slide')} in"
        f" {count(chapters, 'chapter')}, and it passes `talk check`\n"
    )
    if told := deck.told():
        sys.stdout.write("dropped:\n" + "".join(f"  {line}\n" for line in told))
    return 0


def read_file(file: Path) -> ImportedDeck:
    """Return the slides of a file. Raises Failure where it has none."""
    kind = file.suffix.lower()
    if kind not in MARKDOWN + HTML:
        known = ", ".join(MARKDOWN + HTML)
        raise Failure(f"{file} is of no kind that talk reads slides from: give one of {known}")
    if file.stat().st_size > MAX_FILE:
        raise Failure(f"{file} has more than {MAX_FILE // 1_000_000} MB: export it without media")
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Failure(f"{file} is not UTF-8 text: save it as UTF-8 and try again") from error
    deck = read_markdown(text) if kind in MARKDOWN else read_html(text)
    if deck is None:
        raise Failure(
            f'{file} has no slides of reveal.js: talk reads pages with <div class="slides">'
            " and a <section> for each slide"
        )
    if not deck.slides:
        raise Failure(f"{file} has no slides: they stand between lines of ---, or in <section>s")
    return deck


def _copy_pictures(deck: ImportedDeck, source: Path, root: Path) -> None:
    """Copy the pictures that the slides show, and take out those that cannot be had."""
    (root / "pictures").mkdir(parents=True)
    taken: dict[str, str] = {}

    def copied(path: str, number: int) -> str | None:
        """Return the path of a picture in the deck; None, with a word, where it is not there."""
        if path in taken:
            return taken[path]
        if "://" in path or path.startswith(("//", "data:")):
            deck.drop(
                "a picture of another host" if "data:" not in path else "an inlined picture", number
            )
            return None
        # As a browser reads an address; Slidev serves what lies in public/ from the top.
        bare = unquote(path.partition("?")[0]).lstrip("/")
        file = source / bare
        if not file.is_file() and (source / "public" / bare).is_file():
            file = source / "public" / bare
        inside = file.resolve().is_relative_to(source.resolve())
        if not file.is_file() or not inside or file.suffix.lower() not in PICTURES:
            deck.drop(f"the picture '{path}', which is not there or is none", number)
            return None
        name = re.sub(r"[^\w.-]+", "-", file.name)
        # Pictures of two folders may have one name; in the deck they lie in one folder.
        while name in {one.rpartition("/")[2] for one in taken.values()}:
            name = f"x{name}"
        shutil.copyfile(file, root / "pictures" / name)
        taken[path] = f"pictures/{name}"
        return taken[path]

    for number, slide in enumerate(deck.slides, 1):

        def in_text(text: str, number: int = number) -> str:
            def in_deck(found: re.Match[str]) -> str:
                path = copied(found[2], number)
                return f"![{found[1]}]({path})" if path else ""

            return PICTURE.sub(in_deck, text)

        _each_text(slide, in_text)
        if "image" in slide.fields:
            path = copied(slide.fields["image"], number)
            if path is None:
                slide.layout, slide.fields = "text", {}
            else:
                slide.fields["image"] = path
    if not taken:
        (root / "pictures").rmdir()


def _each_text(slide: ImportedSlide, change: Callable[[str], str]) -> None:
    """Change every Markdown text of a slide."""
    slide.body, slide.notes = change(slide.body), change(slide.notes)
    for name, value in slide.fields.items():
        if name in ("statement", "quote"):
            slide.fields[name] = change(value)
        elif isinstance(value, dict) and "body" in value:
            slide.fields[name] = {**value, "body": change(value["body"])}


def _write_passing(deck: ImportedDeck, root: Path, title: str) -> None:
    """Write the deck; what does not pass the check is made simpler and said, until all does."""
    for _ in range(ROUNDS):
        places = _write(deck, root, title)
        try:
            load(root)
            return
        except DeckErrors as errors:
            problems = errors.problems
        for problem in problems:
            starts = places.get(problem.path.as_posix(), [])
            before = [number for line, number in starts if line <= problem.line]
            if before:
                # The last slide that begins at or above the problem has it.
                _simplify(deck, before[-1], problem)
                continue
            # In deck.yaml, or a chapter's name: words without markup are always right.
            deck.drop(f"markup: {problem.message}", 0)
            title, deck.subtitle, deck.author = map(_words, (title, deck.subtitle, deck.author))
    raise Failure("these slides could not be made a deck that passes the check: report the file")


def _simplify(deck: ImportedDeck, number: int, problem: Problem) -> None:
    """Keep a slide's text as it was written, where it is no Markdown of talk's."""
    slide = deck.slides[number]
    # A key that no author can have written says how often the slide was made simpler.
    stage = slide.fields.pop("\x00stage", 0)
    deck.drop(f"markup: {problem.message}", number + 1)
    if stage == 0:
        _each_text(slide, plain)
    elif stage == 1:
        fields = [str(value) for value in slide.fields.values() if isinstance(value, str)]
        # Three backticks would end the fence that the text is put into.
        text = "\n\n".join([*fields, slide.body]).replace("```", "'''").strip()
        slide.layout, slide.body = "text", f"```text\n{text}\n```" if text else ""
        slide.fields = {}
        slide.title = re.sub(r"[\\`*_\[\]{}<>$~^=|]", "", slide.title)
    else:
        slide.body = slide.notes = ""
        slide.layout, slide.fields, slide.further = "text", {}, {}
    slide.fields["\x00stage"] = stage + 1


def plain(text: str) -> str:
    """Return a text in which formulas are code, and braces and tags are gone."""
    text = re.sub(r"\$\$(.+?)\$\$", lambda found: f"`{found[1].strip()}`", text, flags=re.DOTALL)
    text = re.sub(r"(?<![\\$])\$([^$\n]+)\$", r"`\1`", text)
    parts = re.split(r"(```.*?```|`[^`\n]*`)", text, flags=re.DOTALL)
    # Every second part is code, in which all signs stay.
    for at in range(0, len(parts), 2):
        part = re.sub(r"\{(?!\.step\})[^{}\n]*\}", "", parts[at])
        part = re.sub(r"\[([^\]]*)\]\((?!https?:|mailto:|pictures/)[^)]*\)", r"\1", part)
        parts[at] = re.sub(r"(?<!\\)<(?!https?:)", r"\\<", part)
    return "".join(parts)


def _write(deck: ImportedDeck, root: Path, title: str) -> dict[str, list[tuple[int, int]]]:
    """Write deck.yaml and the chapters.

    Returns for each chapter file the first line of every slide, with the slide's number from 0.
    """
    # An earlier round may have had other chapters.
    shutil.rmtree(root / "chapters", ignore_errors=True)
    (root / "chapters").mkdir(parents=True, exist_ok=True)
    groups: list[list[int]] = []
    for number, slide in enumerate(deck.slides):
        if slide.opens or not groups:
            groups.append([])
        groups[-1].append(number)
    ids: set[str] = set()
    places: dict[str, list[tuple[int, int]]] = {}
    names = []
    for at, group in enumerate(groups, 1):
        chapter = _words(deck.slides[group[0]].title if len(groups) > 1 else title)
        # A number in front, so that a folder lists the chapters in their order.
        name = f"chapters/{at:02}_{_id(chapter, set()).replace('-', '_')[:30]}.yaml"
        text = _yaml({"chapter": chapter or f"Chapter {at}"}) + "slides:\n"
        places[name] = []
        for number in group:
            places[name].append((text.count("\n") + 1, number))
            item = _yaml(_as_written(deck.slides[number], number, ids))
            text += "".join(
                f"  {'- ' if first else '  '}{line}\n" if line else "\n"
                for first, line in zip(
                    [True, *[False] * item.count("\n")], item.splitlines(), strict=False
                )
            )
        (root / name).write_text(text, "utf-8")
        names.append(name)
    head: dict[str, Any] = {"title": title}
    for key, value in (("subtitle", deck.subtitle), ("author", deck.author)):
        if value:
            head[key] = value
    # Another tool may have had any word there, and deck.yaml takes language tags only.
    if re.fullmatch(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*", deck.language):
        head["language"] = deck.language
    if deck.canvas != "16:9":
        head["canvas"] = deck.canvas
    if deck.defaults:
        head["defaults"] = deck.defaults
    (root / "deck.yaml").write_text(_yaml({**head, "chapters": names}), "utf-8")
    return places


def _as_written(slide: ImportedSlide, number: int, ids: set[str]) -> dict[str, Any]:
    """Return a slide as its author would write it; its id is added to `ids`."""
    written: dict[str, Any] = {
        "id": _id(slide.id or _words(slide.title) or f"slide-{number + 1}", ids)
    }
    if slide.layout != "text":
        written["layout"] = slide.layout
    needs_title = slide.layout not in ("statement", "image", "quote", "title", "section")
    if slide.title or needs_title:
        written["title"] = slide.title or f"Slide {number + 1}"
    elif slide.layout in ("title", "section"):
        written["title"] = f"Slide {number + 1}"
    if slide.body.strip():
        written["body"] = _lines(slide.body)
    written.update({key: value for key, value in slide.fields.items() if "\x00" not in key})
    written.update(slide.further)
    if slide.notes.strip():
        written["notes"] = _lines(slide.notes)
    return written


def _lines(text: str) -> str:
    """Return a text without blanks at the ends of its lines and at its own."""
    return "\n".join(line.rstrip() for line in text.strip("\n").rstrip().split("\n"))


def _id(name: str, taken: set[str]) -> str:
    """Return a new id made of the letters of a name, and add it to those taken."""
    # Accents go and their letters stay: `é` is taken apart, and its mark is not ASCII.
    plain_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain_letters.lower()).strip("-")[:48].strip("-") or "slide"
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    taken.add(found)
    return found


def _words(markdown: str) -> str:
    """Return a title without its markup."""
    return " ".join(re.sub(r"[\\`*_\[\]{}<>$~^=]|\([^)]*\)", "", markdown).split())


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines with their lines."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # A literal block keeps no blanks at the ends of lines, and begins with none.
    style = "|" if "\n" in value and not re.search(r"[ \t]\n|^\s|\t", value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def _yaml(value: dict[str, Any]) -> str:
    # Of any width, or PyYAML would break lines where the author did not.
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text
