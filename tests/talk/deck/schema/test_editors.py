"""What an editor offers in deck files, asked of the language server that editors run.

VS Code's YAML extension is this server; Neovim and PyCharm's plug-in start it, too. The schema is
found by the line at the top of a file, as in every deck of talk's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from build_front_end import install_packages, node
from lint_front_end import CHECKS

from talk.deck.schema.deck_files import DeckFile
from talk.deck.schema.json_schema import schema
from talk.deck.schema.layouts import LAYOUTS, Table
from talk.widgets.registry import all_widgets

from .language_server import PLACE, LanguageServer

pytestmark = pytest.mark.slow

HEAD = "# yaml-language-server: $schema=./talk.schema.json\n"
SLIDE = f"{HEAD}chapter: One\nslides:\n  - id: one\n    title: x\n"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    install_packages(CHECKS)
    folder = tmp_path_factory.mktemp("deck")
    (folder / "talk.schema.json").write_text(json.dumps(schema()), "utf-8")
    server = CHECKS / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    with LanguageServer([*node(), str(server), "--stdio"], folder) as running:
        yield running


def described(offered: dict[str, str]) -> dict[str, str]:
    """Return what is offered but for the whole forms that the server makes up by itself."""
    return {name: text for name, text in offered.items() if "```yaml" not in text}


def test_every_key_of_deck_yaml_is_offered_with_its_description(editor: LanguageServer) -> None:
    offered = described(editor.completions("deck.yaml", f"{HEAD}chapters: [a.yaml]\n{PLACE}"))
    assert set(offered) == set(DeckFile.model_fields) - {"chapters"}
    assert [name for name, text in offered.items() if not text] == []
    assert offered["theme"].startswith("Name of a theme")


def test_every_key_of_a_slide_is_offered_with_its_description(editor: LanguageServer) -> None:
    offered = described(editor.completions("a.yaml", f"{SLIDE}    layout: table\n    {PLACE}"))
    keys = {field.alias or name for name, field in Table.model_fields.items()}
    assert set(offered) == keys - {"id", "title", "layout"}
    assert [name for name, text in offered.items() if not text] == []


def test_layouts_and_widgets_are_offered_by_name_and_say_what_they_are(
    editor: LanguageServer,
) -> None:
    layouts = editor.completions("b.yaml", f"{SLIDE}    layout: {PLACE}")
    assert set(layouts) == set(LAYOUTS)
    assert layouts["quote"] == "Somebody's words."
    live = f"{SLIDE}    layout: live\n    live:\n      widget: {PLACE}"
    widgets = editor.completions("c.yaml", live)
    assert set(widgets) == set(all_widgets())
    assert [name for name, text in widgets.items() if not text] == []


@pytest.mark.parametrize("name", ["sampling_loop", "compare", "quiz"])
def test_every_option_of_a_widget_is_offered_with_its_description(
    editor: LanguageServer, name: str
) -> None:
    live = f"{SLIDE}    layout: live\n    live:\n      widget: {name}\n      {PLACE}"
    offered = described(editor.completions(f"{name}.yaml", live))
    assert set(offered) == set(all_widgets()[name].options.model_fields)
    assert [name for name, text in offered.items() if not text] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}ti{PLACE}tle: T\nchapters: [a.yaml]\n", "Title of the talk."),
        (f"{SLIDE}    ho{PLACE}ld: true\n", "Phones get this slide only when it is shown."),
        (
            f"{SLIDE}    layout: live\n    live: {{widget: sampling_loop, se{PLACE}ed: 1}}\n",
            "the same seed and controls",
        ),
    ],
)
def test_a_word_says_what_it_means(editor: LanguageServer, text: str, said: str) -> None:
    name = f"hover-{len(text)}.yaml"
    assert said in editor.hover(name, text)
