"""The documents say what the code says, and every link and path in them leads somewhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import TypeGuard

import pytest
import reference_parts
from pydantic import BaseModel

from talk.deck.load import load
from talk.deck.schema.field_docstrings import DescribedSchema, field_docstrings
from talk.deck.schema.layouts import LAYOUTS
from talk.protocol import jsonrpc, wire
from talk.protocol.registry import METHODS
from talk.widgets.registry import all_widgets

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "bench/README.md")),
]
TOPS = ("src", "demo_kernel", "tests", "tools", "docs", "slides", "themes", "bench")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the documentation as `make docs` builds it."""
    out = tmp_path_factory.mktemp("site")
    command = ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(out)]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")
    return out


class _Loaded(HTMLParser):
    """Collects the addresses that a browser fetches for a page by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.addresses.append(own.get("src") or "")
        elif tag == "link" and own.get("rel") in ("stylesheet", "preload", "preconnect", "icon"):
            self.addresses.append(own.get("href") or "")


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_loads_nothing_from_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert {page.stem for page in pages} >= {"index", "tutorial", "glossary", "architecture"}
    for page in pages:
        loaded = _Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert [one for one in loaded.addresses if "//" in one] == [], page
    styles = "".join(file.read_text("utf-8") for file in site.rglob("*.css"))
    assert re.findall(r"@import[^;]*//|url\(\W?(?:https?:)?//", styles) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("layouts", LAYOUTS),
        ("widgets", all_widgets()),
        ("kernel_methods", [name for name, one in METHODS.items() if one.server == "kernel"]),
        ("room_methods", [name for name, one in METHODS.items() if one.server == "room"]),
        (
            "command_line",
            [
                *("talk new", "talk check", "talk schema", "talk widgets", "talk scaffold widget"),
                *("talk build", "talk pdf", "talk present", "talk record", "talk doctor"),
                *("talk images", "talk pptx", "talk publish", "talk import"),
            ],
        ),
    ],
)
def test_the_reference_has_a_section_for_each(site: Path, page: str, names: list[str]) -> None:
    html = (site / "reference" / f"{page}.html").read_text("utf-8")
    found = set(re.findall(r"<h3><code[^>]*><span class=\"pre\">(.*?)</span></code>", html))
    found = {name.replace('</span> <span class="pre">', " ") for name in found}
    assert set(names) - found == set()


@pytest.mark.slow
def test_the_reference_has_every_error_code(site: Path) -> None:
    html = (site / "reference" / "kernel_methods.html").read_text("utf-8")
    codes = {name for name, value in vars(jsonrpc).items() if isinstance(value, int) and value < 0}
    assert {name for name in codes if f"<p>{name}</p>" not in html} == set()


def bare_fields(model: type[BaseModel]) -> list[str]:
    """Return the fields of a model, and of the models inside it, that no docstring describes."""
    schema = model.model_json_schema(schema_generator=DescribedSchema)
    models = {model.__name__: schema, **schema.get("$defs", {})}
    return [
        f"{name}.{key}"
        for name, one in models.items()
        for key, field in one.get("properties", {}).items()
        if not field.get("description")
    ]


def test_every_option_of_a_widget_has_a_docstring() -> None:
    bare = {name: bare_fields(widget.options) for name, widget in all_widgets().items()}
    assert {name: fields for name, fields in bare.items() if fields} == {}


def test_every_field_on_the_wire_has_a_docstring() -> None:
    modules = [wire, *(import_module(one.params.__module__) for one in METHODS.values())]
    models = {model for module in modules for model in vars(module).values() if is_model(model)}
    bare = {
        f"{model.__name__}.{name}"
        for model in models
        for name in model.model_fields.keys() - field_docstrings(model).keys()
    }
    assert len(models) > 100
    assert bare == set()


def is_model(value: object) -> TypeGuard[type[BaseModel]]:
    return isinstance(value, type) and issubclass(value, BaseModel) and value is not BaseModel


def test_the_pages_hold_the_parts_that_are_made_from_the_code() -> None:
    made = reference_parts.pages()
    old = [path.name for path, text in made.items() if path.read_text("utf-8") != text]
    assert old == [], "run `python tools/reference_parts.py` and commit the result"
    parts = {name for path in made for name in reference_parts.MARKER.findall(path.read_text())}
    assert parts == set(reference_parts.PARTS)


def test_every_method_says_what_it_does() -> None:
    assert [name for name, one in METHODS.items() if not vars(one.params).get("__doc__")] == []


def test_the_example_of_the_deck_format_loads(tmp_path: Path) -> None:
    text = (DOCS / "reference" / "deck_format.md").read_text("utf-8")
    for name, body in re.findall(r"```yaml\n# (\S+)\n(.*?)```", text, flags=re.DOTALL):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    deck = load(tmp_path)
    assert [(slide.id, slide.steps) for slide in deck.slides] == [("question", 2), ("tokens", 0)]


def test_the_example_of_a_chapter_in_markdown_loads(tmp_path: Path) -> None:
    text = (DOCS / "reference" / "deck_format.md").read_text("utf-8")
    (chapter,) = re.findall(r"```markdown\n(---\n.*?)```", text, flags=re.DOTALL)
    (tmp_path / "one.md").write_text(chapter)
    (tmp_path / "deck.yaml").write_text("title: x\nchapters: [one.md]\n")
    shown = [(slide.id, slide.layout, slide.steps, slide.time_s) for slide in load(tmp_path).slides]
    assert shown == [("cold", "text", 1, 20), ("keep", "quote", 0, 20)]


def test_the_example_of_a_layout_works(tmp_path: Path) -> None:
    text = (DOCS / "how_to" / "layout.md").read_text("utf-8")
    template, slide, head, css = re.findall(r"```\w+\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "layouts").mkdir()
    named = "{# layouts/shelf.html.j2\n"
    assert template.startswith(named)
    (tmp_path / "layouts" / "shelf.html.j2").write_text("{#\n" + template.removeprefix(named))
    (tmp_path / "look.css").write_text(css)
    (tmp_path / "deck.yaml").write_text(f"title: x\nchapters: [one.yaml]\n{head}")
    (tmp_path / "one.yaml").write_text(f"chapter: x\nslides:\n{slide}")
    (shown,) = load(tmp_path).slides
    assert (shown.layout, shown.steps, shown.fields["weight"]) == ("shelf", 2, 1000)


def test_the_widget_api_names_everything_that_talk_serves() -> None:
    code = (ROOT / "src" / "talk" / "web" / "api.ts").read_text("utf-8")
    lists = re.findall(r"^export (type )?\{(.*?)\}", code, re.MULTILINE | re.DOTALL)
    served = {name.strip() for _, names in lists for name in names.split(",")} - {""}
    served = {name.removeprefix("type ") for name in served}
    assert {"TalkElement", "h", "Host"} <= served
    page = (DOCS / "reference" / "widget_api.md").read_text("utf-8")
    assert {name for name in served if f"`{name}" not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_of_the_repository_that_a_page_names_exists(page: Path) -> None:
    missing = []
    for name in re.findall(r"`([\w.<>*/-]+)`", page.read_text("utf-8")):
        if name in METHODS or name.partition("/")[0] not in TOPS or "/" not in name:
            continue
        # `<name>` and `NN_name` stand for any name.
        pattern = re.sub(r"<\w+>|NN_name", "*", name).rstrip("/")
        if not any(ROOT.glob(pattern)):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one_and_a_name_in_it_is_defined_there(page: Path) -> None:
    """In [`Room.receive`](../src/….py) the file has to define what the link is called."""
    wrong = []
    # Examples of links stand in code spans and fences.
    text = re.sub(r"(?ms)^```.*?^```|`!?\[[^`\n]*\]\([^`\n]*`", "", page.read_text("utf-8"))
    for label, target in re.findall(r"\[([^\]]+)\]\(([^)#\s]+)[^)]*\)", text):
        if "//" in target:
            continue
        file = (page.parent / target).resolve()
        if not file.exists():
            wrong.append(target)
        elif (name := label.strip("`")) != label and "/" not in name and file.is_file():
            wrong += [] if name == file.name or defines(file, name) else [f"{name} in {target}"]
    assert wrong == []


def defines(file: Path, name: str) -> bool:
    """Return whether a source file defines a name, such as `Room.receive` or `forward`."""
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        last = re.escape(name.rpartition(".")[2])
        keywords = "class|function|interface|type|const"
        return re.search(rf"(?m)\b(?:{keywords}) {last}\b|^\s*{last}\(", text) is not None
    return name in set(_definitions(ast.parse(text).body, ""))


def _definitions(body: list[ast.stmt], prefix: str) -> list[str]:
    names: list[str] = []
    for item in body:
        if isinstance(item, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.append(prefix + item.name)
        if isinstance(item, ast.ClassDef):
            names += _definitions(item.body, f"{prefix}{item.name}.")
        if isinstance(item, ast.Assign | ast.AnnAssign):
            targets = item.targets if isinstance(item, ast.Assign) else [item.target]
            names += [prefix + one.id for one in targets if isinstance(one, ast.Name)]
    return names
