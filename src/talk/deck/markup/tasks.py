"""Read `- [ ] to do` and `- [x] done` as boxes to be seen, not to be ticked."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.tasklists import tasklists_plugin

from talk.messages import message


def task_plugin(md: MarkdownIt) -> None:
    """Add tasks to a parser."""
    tasklists_plugin(md)
    md.core.ruler.after("github-tasklists", "task_boxes", _boxes)
    md.add_render_rule("task_box", _box)


def _boxes(state: StateCore) -> None:
    """Put a named picture where the plugin puts a disabled field.

    A disabled field has no accessible name and looks greyed out.
    """
    for token in state.tokens:
        first = token.children[0] if token.children else None
        if (
            first is not None
            and first.type == "html_inline"
            and "task-list-item-checkbox" in first.content
        ):
            # The plugin writes `<input class="…" checked="checked" …>`: the third word says it.
            first.type, first.meta = "task_box", {"done": "checked" in first.content.split()[2]}
            first.content = ""


def _box(self: RendererHTML, tokens: list[Token], idx: int, options: Any, env: Any) -> str:
    state = "done" if tokens[idx].meta["done"] else "to do"
    name = message(env["language"], "task-done" if state == "done" else "task-to-do")
    return f'<span class="task-box" data-task="{state}" role="img" aria-label="{name}"></span>'
