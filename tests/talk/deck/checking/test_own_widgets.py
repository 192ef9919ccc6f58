"""A deck's own widgets: what is wrong with one is told in its file, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from talk.deck.checking.widget_module import esbuild, widget_module
from talk.deck.load import load
from talk.deck.reading.problems import DeckErrors
from talk.deck.reading.trust import trust
from talk.scaffold.widget import scaffold_deck_widget

OPTIONS = "widgets/tide/options.yaml"
ELEMENT = "widgets/tide/element.js"
EMPTY = 'customElements.define("talk-tide", class extends HTMLElement {});\n'


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    root = tmp_path / "deck"
    (root / "widgets" / "tide").mkdir(parents=True)
    (root / "deck.yaml").write_text("title: Talk\nchapters: [one.yaml]\n")
    (root / ELEMENT).write_text(EMPTY)
    (root / OPTIONS).write_text("properties: {}\n")
    trust(root)
    return root


def told(deck: Path, options: str = "", element: str = "", live: str = "widget: tide") -> str:
    """Return what is said of a deck with this widget."""
    if options:
        (deck / OPTIONS).write_text(options)
    if element:
        (deck / ELEMENT).write_text(element)
    slide = f"{{id: a, layout: live, title: x, live: {{{live}}}}}"
    (deck / "one.yaml").write_text(f"chapter: One\nslides:\n  - {slide}\n")
    try:
        load(deck)
    except DeckErrors as errors:
        return str(errors)
    return ""


@pytest.mark.parametrize(
    ("options", "live", "said"),
    [
        ("properties: {height: {type: number}}\n", "widget: tide, height: 2", ""),
        (
            "properties: {height: {type: number}}\nrequired: [height]\n",
            "widget: tide, hieght: 2",
            "one.yaml:3:58: 'hieght' is not an option of tide (did you mean 'height'?)",
        ),
        (
            "properties: {height: {type: nmber}}\n",
            "widget: tide",
            f"{OPTIONS}:1:29: 'nmber' is no type of JSON Schema (did you mean 'number'?)",
        ),
        (
            "propertys: {}\n",
            "widget: tide",
            f"{OPTIONS}:1:1: 'propertys' is not read here (did you mean 'properties'?)",
        ),
        (
            "required: [height]\n",
            "widget: tide",
            f"{OPTIONS}:1:12: 'height' is required and not among the properties",
        ),
        (
            "x-talk: {methods: [tokens/encod]}\n",
            "widget: tide",
            f"{OPTIONS}:1:20: 'tokens/encod' is not a method of the kernel "
            "(did you mean 'tokens/encode'?)",
        ),
        (
            "properties: {text: text}\nx-talk:\n  methods: [tokens/encode]\n"
            "  requests:\n    - {method: tokens/encode, params: {text: $txt}}\n",
            "widget: tide, text: a",
            f"{OPTIONS}:5:46: '$txt' names no option (did you mean 'text'?)",
        ),
        (
            "properties: {text: text}\nx-talk:\n  methods: [tokens/encode]\n"
            "  requests:\n    - {method: tokens/encode, params: {txt: $text}}\n",
            "widget: tide, text: a",
            "tokens/encode would refuse this",
        ),
        (
            "properties: {parts: [line]}\nx-talk: {steps: $part}\n",
            "widget: tide",
            f"{OPTIONS}:2:17: '$part' names no option (did you mean 'parts'?)",
        ),
        (
            "properties: {parts: [line]}\nx-talk: {steps: parts}\n",
            "widget: tide",
            f"{OPTIONS}:2:17: 'parts' names no option (write '$parts')",
        ),
        (
            "x-talk: {steps: [a]}\n",
            "widget: tide",
            f"{OPTIONS}:1:17: 'steps' must be a number, or '$' and the name of an option",
        ),
        (
            "x-talk: {methods: tokens/encode}\n",
            "widget: tide",
            f"{OPTIONS}:1:19: 'methods' must be a list",
        ),
        (
            "x-talk: {methods: 3, requests: [{method: tokens/encode}]}\n",
            "widget: tide",
            f"{OPTIONS}:1:19: 'methods' must be a list",
        ),
        ("properties: {height: {type: number}}\n", "widget: tide", ""),
        (
            "properties: {height: {type: number}}\nrequired: true\n",
            "widget: tide",
            f"{OPTIONS}:2:11: 'required' must be a list of names",
        ),
        (
            # The regular expressions of pydantic know no look-ahead.
            "properties: {name: {type: string, pattern: (?=a)b}}\n",
            "widget: tide",
            f"{OPTIONS}:1:20: the values of 'name' cannot be checked: ",
        ),
        (
            # Nor does it take a bound between two integers.
            "properties: {count: {type: integer, minimum: 0.5}}\n",
            "widget: tide",
            "the values of 'count' cannot be checked: ",
        ),
        ("properties: {}\n", "widget: tidee", "'tidee' is not a widget (did you mean 'tide'?)"),
    ],
)
def test_options_are_json_schema(deck: Path, options: str, live: str, said: str) -> None:
    found = told(deck, options, live=live)
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("element", "said"),
    [
        (EMPTY, ""),
        ("class A {}\n", "the element is never defined as <talk-tide>"),
        (
            'import "https://cdn.example/x.js";\n' + EMPTY,
            f"{ELEMENT}:1:9: 'https://cdn.example/x.js' cannot be imported",
        ),
        (
            'import { h } from "https://cdn.example/x.js";\n' + EMPTY,
            f"{ELEMENT}:1:20: 'https://cdn.example/x.js' cannot be imported",
        ),
        (
            'import { h, Slidr } from "talk";\n' + EMPTY,
            f"{ELEMENT}:1:13: \"talk\" has no 'Slidr' (did you mean 'Slider'?)",
        ),
        (EMPTY + "const a = ;\n", f"{ELEMENT}:2:11: unexpected"),
    ],
)
def test_an_element_is_a_module(deck: Path, element: str, said: str) -> None:
    found = told(deck, element=element)
    assert said in found
    assert bool(said) == bool(found)


def test_options_may_be_a_python_class_and_mistakes_in_it_have_a_line(deck: Path) -> None:
    (deck / OPTIONS).unlink()
    file = deck / "widgets" / "tide" / "options.py"
    file.write_text(
        "from talk.widgets.base import WidgetOptions\n\n\nclass Options(WidgetOptions):\n"
        "    height: float = 1.0\n"
    )
    assert told(deck, live="widget: tide, height: 2") == ""
    assert "'hight' is not an option of tide" in told(deck, live="widget: tide, hight: 2")
    file.write_text("import nothing_of_this_name\n")
    said = told(deck)
    assert "widgets/tide/options.py:1:1: ModuleNotFoundError: No module named" in said
    # Of another size than before: within a test the file's time may be the same, and what was read
    # is kept by both.
    file.write_text("class Options:\n    pass\n# longer\n")
    assert "the file defines no class 'Options' of WidgetOptions" in told(deck)
    file.write_bytes(b"# caf\xe9\n")
    (deck / "widgets" / "tide" / "look.css").write_bytes(b"/* \xe9 */")
    said = told(deck)
    assert "widgets/tide/options.py: the file is not UTF-8 text (save it as UTF-8)" in said
    assert "widgets/tide/look.css: the file is not UTF-8 text (save it as UTF-8)" in said


def test_a_widget_may_not_hide_one_of_talks(deck: Path) -> None:
    (deck / "widgets" / "tide").rename(deck / "widgets" / "chart")
    assert "widgets/chart: 'chart' is a widget that talk brings" in told(deck)


def test_steps_and_requests_follow_the_options(deck: Path) -> None:
    scaffold_deck_widget("letters", deck)
    (deck / OPTIONS).write_text("properties: {parts: [line]}\nx-talk: {steps: $parts}\n")
    said = told(deck, live="widget: tide, parts: [a, b, c]")
    assert said == ""
    assert load(deck).slides[0].steps == 3
    assert told(deck, live="widget: letters, text: abc") == ""
    (live,) = load(deck).slides[0].live
    (demo,) = live.demos
    assert (demo.method, demo.params["text"], demo.label) == ("tokens/encode", "abc", "abc")
    assert live.options.methods == ("tokens/encode",)


def test_plain_javascript_needs_no_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talk.deck.checking.widget_module.esbuild", lambda: None)
    file = tmp_path / "element.js"
    file.write_text('import {\n  h as make,\n  s,\n} from "talk";\nimport * as talk from "talk";\n')
    module, problems = widget_module(file, Path("element.js"))
    assert problems == []
    held = 'globalThis[Symbol.for("talk.api.1")];'
    assert module == f"const {{\n  h : make,\n  s,\n}} = {held}\nconst talk = {held}\n"
    typed = tmp_path / "element.ts"
    typed.write_text("const a: number = 1;\n")
    _, (problem,) = widget_module(typed, Path("element.ts"))
    assert problem.message == "this element needs esbuild, which is not here"


@pytest.mark.parametrize("name", ["element.js", "element.ts"])
def test_esbuild_that_does_not_end_or_cannot_run_is_a_problem_of_the_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text("const a = 1;\n")
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr("talk.deck.checking.widget_module.BUNDLE_S", 0.05)
    for program, why in ((slow, "it was stopped after"), (tmp_path / "gone", "no such file")):
        monkeypatch.setattr(
            "talk.deck.checking.widget_module.esbuild", lambda program=program: str(program)
        )
        _, (problem,) = widget_module(tmp_path / name, Path("widgets/x") / name)
        assert problem.message.startswith("esbuild cannot read this element: it ")
        assert why in problem.message


def test_typescript_is_bundled_with_the_files_beside_it(tmp_path: Path) -> None:
    assert esbuild() is not None, "the front end was built with it"
    (tmp_path / "part.ts").write_text("export const two: number = 1 + 1;\n")
    file = tmp_path / "element.ts"
    file.write_text('import { h } from "talk";\nimport { two } from "./part";\nh("p", {}, two);\n')
    module, problems = widget_module(file, Path("element.ts"))
    assert problems == []
    assert "number" not in module
    held = 'globalThis[Symbol.for("talk.api.1")];'
    assert f"\nconst {{ h }} = {held}\n" in module
    assert widget_module(file, Path("element.ts"))[0] == module, "the same files, the same module"
    (tmp_path / "part.ts").write_text("export const two = = 1;\n")
    _, (problem,) = widget_module(file, Path("widgets/x/element.ts"))
    assert (problem.path.as_posix(), problem.line) == ("widgets/x/part.ts", 1)


def test_what_typescript_imports_from_elsewhere_has_its_place(tmp_path: Path) -> None:
    file = tmp_path / "element.ts"
    file.write_text(
        'type A = number;\nimport { h as make,\n  setTexts } from "talk";\n'
        'import x from "https://cdn.example/x.js";\nmake(setTexts, x);\n'
    )
    _, problems = widget_module(file, Path("element.ts"))
    assert [problem.render().split("\n")[0] for problem in problems] == [
        "element.ts:3:3: \"talk\" has no 'setTexts' (did you mean 'setText'?)",
        "element.ts:4:16: 'https://cdn.example/x.js' cannot be imported: a slide loads nothing from"
        ' elsewhere (import from "talk", or put the code into a file beside the element)',
    ]
