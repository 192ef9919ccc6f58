"""Write the TypeScript types that the browser shares with Python.

`python tools/generate_types.py [--check]` makes them from pydantic's JSON Schema of the messages
(talk.protocol) and of the widgets' options (talk.widgets), by json-schema-to-typescript, which lies
in `tools/front_end` beside Biome. The results are committed, so that building the front end needs
no Python package, and a test keeps them current:

  src/talk/web/protocol.gen.ts              the messages, error codes and methods
  src/talk/widgets/NAME/options.gen.ts      the options of a widget as its element gets them
  src/talk/web/messages.gen.ts              the interface's messages and the values they take
  …/scaffold/deck_widget_files/talk.d.ts.txt    what a deck's own widget imports from "talk"

The last is made of src/talk/web/api.ts and all that it names, by dts-bundle-generator.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
import tempfile
import types
import typing
from pathlib import Path
from typing import Any

from build_front_end import ROOT, FrontEndError, install_packages, node
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from talk.deck.checking.widget_module import API
from talk.protocol import jsonrpc, method, methods, wire
from talk.protocol.method import Method
from talk.protocol.refusal import Reason
from talk.protocol.registry import METHODS
from talk.widgets.base import Widget
from talk.widgets.registry import all_widgets

Schema = dict[str, Any]

GENERATOR = ROOT / "tools" / "front_end"
PROTOCOL = ROOT / "src" / "talk" / "web" / "protocol.gen.ts"
WIDGETS = ROOT / "src" / "talk" / "widgets"
WORDS = ROOT / "src" / "talk" / "web" / "messages.gen.ts"
DECLARATIONS = ROOT / "src" / "talk" / "scaffold" / "deck_widget_files" / "talk.d.ts.txt"
ENGLISH = ROOT / "src" / "talk" / "messages" / "en.ftl"
HEAD = "// Written by `python tools/generate_types.py` from {}; do not edit.\n"
DECLARATIONS_HEAD = f"""\
// What a widget imports from "talk", version {API}, as editors and tsc read it.
// `talk scaffold widget --typescript` writes this file anew; do not edit it.
"""
BUNDLER = [
    "node_modules/dts-bundle-generator/dist/bin/dts-bundle-generator.js",
    # Not checked here: the build of the front end does that. Of what api.ts names, only what it
    # exports itself is exported to authors.
    *("--silent", "--no-banner", "--no-check", "--export-referenced-types", "false"),
    *("--project", "../../src/talk/web/tsconfig.json"),
]
JSON = "export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };\n"
REFERENCE = "#/$defs/{model}"


def generate(*, write: bool = False) -> dict[Path, str]:
    """Return the text of every generated file by its path, with `write` written as well.

    Raises FrontEndError on failure.
    """
    widgets = all_widgets()
    schemas = {PROTOCOL: wire_schema()} | {
        WIDGETS / name / "options.gen.ts": options_schema(widget)
        for name, widget in widgets.items()
    }
    install_packages(GENERATOR)
    # Beside the rest, where nothing changes on the disk.
    api = None if write else Declarations()
    # All schemas in one run of node, which takes its time to start.
    done = subprocess.run(
        [*node(), "generate_types.mjs"],
        cwd=GENERATOR,
        input=json.dumps([plain(schema) for schema in schemas.values()]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise FrontEndError(f"json-schema-to-typescript failed: {done.stderr.strip()}")
    made = dict(zip(schemas, json.loads(done.stdout), strict=True))
    for path, text in made.items():
        if path == PROTOCOL:
            head, tail = (
                HEAD.format("src/talk/protocol") + "\n" + JSON,
                codes() + "\n" + reasons() + "\n" + method_map(),
            )
            made[path] = f"{head}\n{text}\n{tail}"
        else:
            uses_json = 'import type { Json } from "../../web/protocol.gen.js";\n\n'
            made[path] = (
                HEAD.format("options.py") + "\n" + (uses_json if "Json" in text else "") + text
            )
    made[WORDS] = HEAD.format("src/talk/messages/en.ftl") + "\n" + messages_type()
    if write:
        # First: what "talk" exports is read from them, and an old one might not compile.
        write_changed(made)
    made[DECLARATIONS] = DECLARATIONS_HEAD + "\n" + (api or Declarations()).text()
    if write:
        write_changed(made)
    return made


def old_ones(made: dict[Path, str]) -> list[Path]:
    """Return the files whose text on the disk is another one."""
    return [path for path, text in made.items() if not path.exists() or path.read_text() != text]


def write_changed(made: dict[Path, str]) -> None:
    """Write the files whose text on the disk is another one."""
    for path in old_ones(made):
        path.write_text(made[path], encoding="utf-8")


class Declarations:
    """The types of api.ts and of all that it names, made in a process of their own meanwhile."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name) / "talk.d.ts"
        self._process = subprocess.Popen(
            [*node(), *BUNDLER, "-o", str(self._file), "../../src/talk/web/api.ts"],
            cwd=GENERATOR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def text(self) -> str:
        """Return them once they are there; raise FrontEndError on failure."""
        said, _ = self._process.communicate()
        if self._process.returncode != 0:
            raise FrontEndError(f"dts-bundle-generator failed: {said.strip()}")
        with self._folder:
            return self._file.read_text("utf-8")


class Placeholders(Visitor):  # type: ignore[misc, unused-ignore]
    """Collects the values that a message takes; those that choose a plural are numbers."""

    def __init__(self, messages: dict[str, ast.Message]) -> None:
        self.kinds: dict[str, str] = {}
        self._messages = messages

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        # A message within a message takes its values from the same call.
        self.visit(self._messages[node.id.name])

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.kinds.setdefault(node.id.name, "number | string")

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        # A number is one by NUMBER(), or by variants that are all plural categories of Unicode.
        if isinstance(node.selector, ast.FunctionReference):
            # NUMBER($place, type: "ordinal")
            for argument in node.selector.arguments.positional:
                if isinstance(argument, ast.VariableReference):
                    self.kinds[argument.id.name] = "number"
        elif isinstance(node.selector, ast.VariableReference):
            plural = {variant.key.name for variant in node.variants if hasattr(variant.key, "name")}
            numeric = plural <= {"zero", "one", "two", "few", "many", "other"}
            self.kinds[node.selector.id.name] = "number" if numeric else "string"
        self.generic_visit(node)


def messages_type() -> str:
    """Return the type that has every message with the values it takes, null where none."""
    messages: dict[str, ast.Message] = {}
    for entry in FluentParser().parse(ENGLISH.read_text("utf-8")).body:
        if isinstance(entry, ast.Junk):
            raise FrontEndError(f"{ENGLISH.name} has a message that is none: {entry.content}")
        if isinstance(entry, ast.Message):
            messages[entry.id.name] = entry
    lines = []
    for name, message in messages.items():
        found = Placeholders(messages)
        found.visit(message)
        values = "; ".join(f"{value}: {kind}" for value, kind in found.kinds.items())
        kind = f"{{ {values} }}" if values else "null"
        lines.append(f'  "{name}": {kind};\n')
    doc = "/** Every message by its key, with the values that it takes. */"
    return f"{doc}\nexport interface Messages {{\n{''.join(lines)}}}\n"


def wire_schema() -> Schema:
    """Return one schema whose definitions are all messages, named Literals and named unions.

    A field with a default is optional: either side may leave it out.
    """
    found = pkgutil.iter_modules(methods.__path__)
    nouns = [importlib.import_module(f"{methods.__name__}.{info.name}") for info in found]
    modules = [wire, method, *nouns]
    models = [model for module in modules for model in _models(module)]
    _, schema = models_json_schema(
        [(model, "validation") for model in models], ref_template=REFERENCE
    )
    for module in modules:
        for name, value in _aliases(module):
            alias = TypeAdapter(value).json_schema(ref_template=REFERENCE)
            # What an alias refers to is among the models already.
            alias.pop("$defs", None)
            schema["$defs"][name] = alias
    return schema


def options_schema(widget: Widget) -> Schema:
    """Return the schema of what `WidgetOptions.public` sends: all fields that are not None."""
    schema = widget.options.model_json_schema(mode="serialization", ref_template=REFERENCE)
    schema.pop("description", None)
    for part in [schema, *schema.get("$defs", {}).values()]:
        properties = part.get("properties", {})
        for value in properties.values():
            if {"type": "null"} in value.get("anyOf", []):
                # `WidgetOptions.public` leaves out what is None, so an element never sees null
                # there.
                kinds = [kind for kind in value.pop("anyOf") if kind != {"type": "null"}]
                value |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
                # For the list below: a field that may be absent is not required.
                value["default"] = None
        if properties:
            part["required"] = [
                name for name, value in properties.items() if value.get("default", "") is not None
            ]
    return {"$defs": {**schema.pop("$defs", {}), "Options": schema}}


def plain(schema: Any) -> Any:
    """Return the schema without what would make the types worse or change nothing.

    Titles would each become a named type, bounds of lists would become unions of tuples, and what
    JSON Schema leaves open would become `unknown` where the wire's `Json` is meant.
    """
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: plain(value) for key, value in schema.items() if key not in ("title", "default")}
    for group in ("properties", "$defs"):  # here the keys are names
        if group in schema:
            made[group] = {name: plain(value) for name, value in schema[group].items()}
    if schema.get("type") == "object" and not schema.get("properties"):
        inner = schema.get("additionalProperties")
        if inner is True:
            made.setdefault("tsType", "Record<string, Json>")
        elif not inner:
            made["tsType"] = "Record<string, never>"
    # The generator knows the drafts of JSON Schema in which a tuple is a list under `items`.
    if "prefixItems" in made:
        made["items"] = made.pop("prefixItems")
    elif made.get("type") == "array":
        made.pop("minItems", None)
        made.pop("maxItems", None)
    for name, value in made.get("properties", {}).items():
        if value == {}:
            made["properties"][name] = {"tsType": "Json"}
        # What tells the members of a union apart is always sent.
        if name == "kind" and ("const" in value or "enum" in value):
            made["required"] = sorted({*made.get("required", []), name})
    return made


def _models(module: types.ModuleType) -> list[type[BaseModel]]:
    """Return the messages that this module itself defines."""
    bases = (wire.Wire, wire.Params, wire.Result, wire.Event)
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and issubclass(value, BaseModel)
        and value not in bases
    ]


def _aliases(module: types.ModuleType) -> list[tuple[str, Any]]:
    """Return the named Literals and unions of models that this module itself defines."""
    # By the source's text: a module also has the names that it imports.
    source = inspect.getsource(module)
    return [
        (name, value)
        for name, value in vars(module).items()
        if f"\n{name} = " in source
        and (typing.get_origin(value) is typing.Literal or _is_union_of_models(value))
    ]


def _is_union_of_models(value: Any) -> bool:
    # A union with a discriminator is wrapped in Annotated.
    if typing.get_origin(value) is typing.Annotated:
        value = typing.get_args(value)[0]
    members = typing.get_args(value) if isinstance(value, types.UnionType) else ()
    return bool(members) and all(
        inspect.isclass(item) and issubclass(item, BaseModel) for item in members
    )


def codes() -> str:
    """Return the error codes as a TypeScript object."""
    lines = "".join(
        f"  {name}: {value},\n"
        for name, value in vars(jsonrpc).items()
        # JSON-RPC's codes are the module's only negative numbers.
        if isinstance(value, int) and value < 0
    )
    doc = "/** Error codes; talk.protocol.jsonrpc says what each means. */"
    return f"{doc}\nexport const CODES = {{\n{lines}}} as const;\n"


def reasons() -> str:
    """Return the reasons of refusals as a TypeScript list."""
    lines = "".join(f'  "{reason}",\n' for reason in typing.get_args(Reason))
    doc = (
        "/** Reasons of refusals; each has the message `refused-REASON` (talk.protocol.refusal). */"
    )
    return f"{doc}\nexport const REASONS = [\n{lines}] as const;\n"


def method_map() -> str:
    """Return the type that has the parameters, result and event of every method under its name."""

    def line(item: Method) -> str:
        event = item.event.__name__ if item.event else "never"
        params, result = item.params.__name__, item.result.__name__
        return f'  "{item.name}": {{ params: {params}; result: {result}; event: {event} }};\n'

    lines = "".join(line(item) for item in METHODS.values())
    return f"/** Every method by name. */\nexport type Methods = {{\n{lines}}};\n"


def main() -> int:
    """Write the files that are old, or report them."""
    parser = argparse.ArgumentParser(
        description="Write the TypeScript types that come from Python."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail where one is old")
    options = parser.parse_args()
    try:
        made = generate(write=not options.check)
    except FrontEndError as error:
        print(error, file=sys.stderr)
        return 1
    old = old_ones(made)
    for path in old:
        print(f"{path.relative_to(ROOT)} is old: run `python tools/generate_types.py`")
    return 1 if old else 0


if __name__ == "__main__":
    raise SystemExit(main())
