"""Read the command line, run its command, and end with its exit code.

The code is 0 for done, 1 for something wrong, 2 for wrong use. Each command's work is in a module
of its own, imported when the command runs. A failure ends in one sentence on stderr; `--debug`
anywhere on the line adds the traceback.

The file is long because it is the one list of all commands and their options, and little else.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from talk import __version__
from talk.deck.reading.trust import NotTrusted, trust
from talk.failure import Failure

PATH = click.Path(path_type=Path)

deck_argument = click.argument(
    "deck",
    metavar="DECK",
    help="Folder of a deck, its deck.yaml, or the name of one that talk brings.",
)
json_option = click.option("--json", is_flag=True, help="Write JSON, for programs.")
theme_option = click.option("--theme", help="Use this theme instead of the deck's.")
path_option = click.option(
    "--path",
    metavar="NAME",
    help="Follow this path; a PDF, pictures and a guide hold its slides only.",
)
with_notes_option = click.option(
    "--with-notes",
    is_flag=True,
    help="A speaker view too, with the notes: whoever reads the folder can read them.",
)
slides_option = click.option("--slides", metavar="3-7,12,ID", help="Only these.")
no_open_option = click.option("--no-open", is_flag=True, help="Do not open a browser.")
json_when_ready_option = click.option(
    "--json", is_flag=True, help="One JSON line on stdout when ready."
)
kernel_option = click.option(
    "--kernel",
    default="auto",
    metavar="auto|URL|none",
    help="Start the demo kernel, use the one at a ws(s):// URL, or none.",
)
kernel_token_option = click.option(
    "--kernel-token", metavar="TOKEN", help="Token of the kernel at a URL."
)
model_option = click.option(
    "--model",
    multiple=True,
    metavar="NAME|[NAME=]FILE|hf:ID|openai:URL",
    help="Model that the started kernel serves beside the embedded one, as `smollm2` from"
    " `talk models`; may be repeated.",
)


def main(arguments: list[str] | None = None) -> None:
    """Run the console script and end the process with its exit code."""
    # pydantic would look through the metadata of every installed package for plugins. Whoever wants
    # them sets the variable empty.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A start makes some 100,000 objects that stay. Python's threshold of 700 would have garbage
    # collection walk through them for an eighth of the time, and find nothing.
    gc.set_threshold(200_000, 20, 20)
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug, trusted = "--debug" in words, "--trust" in words
    # Both may stand anywhere, also behind a command, where click would not know them.
    words = [word for word in words if word not in ("--debug", "--trust")]
    code = run(words, debug=debug, trusted=trusted)
    # The system takes the memory back at once. Python would first walk through all that is left and
    # take it apart, for a sixth of a build of thirty slides.
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str], *, debug: bool = False, trusted: bool = False) -> int:
    """Run a command line and return the exit code. With `debug` an unexpected error is raised.

    A deck with widgets of its own runs once somebody trusts it: with `trusted`, or by an answer to
    the question that is put to a person at a terminal.
    """
    if trusted:
        # Also a deck that asks for no trust, whose HTML keeps more with it.
        for folder in [Path(word) for word in arguments if (Path(word) / "deck.yaml").is_file()]:
            trust(folder)
    try:
        # By itself click would end the process, with words of its own for every failure.
        code: int | None = app.main(arguments, prog_name="talk", standalone_mode=False)
        return code or 0
    except SystemExit as end:
        # An exit code may also be a text, which is a failure, or None for success. click ends so
        # where whoever read stdout has gone.
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        # 128 + SIGINT, as shells report a program that Ctrl-C has ended.
        return 130
    except NotTrusted as error:
        if trusted or _is_trusted_now(error):
            trust(error.root)
            return run(arguments, debug=debug)
        print_error(str(error))
        return error.exit_code
    except Exception as error:
        if debug:
            raise
        print_error(_sentence(error))
        return error.exit_code if isinstance(error, Failure) else 1


def _is_trusted_now(error: NotTrusted) -> bool:
    """Ask the person at the terminal whether the deck's widgets may run; return the answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(error.question, default=False, err=True)


def print_error(text: str) -> None:
    """Print one sentence on stderr."""
    # Problems of a deck stand on lines of their own, which editors turn into links: nothing before
    # them.
    click.echo(f"talk: {text}" if "\n" not in text else text, err=True)


def _sentence(error: Exception) -> str:
    if isinstance(error, Failure):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror[:1].lower()}{error.strerror[1:]}"
    name = type(error).__name__
    again = "run it again with --debug and report what it says"
    return f"a mistake in talk itself, {name}: {error}; {again}"


class _InOrder(click.Group):
    """A group whose help lists its commands in the order of this file, each with all it says."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names of the commands and what each does."""
        # click would sort them by name, and cut their texts off at the line's end.
        rows = [(name, one.get_short_help_str(200)) for name, one in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(
    cls=_InOrder,
    help="A presentation engine whose slides are alive.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True},
)
@click.option("--debug", is_flag=True, help="Show the traceback of a failure; may stand anywhere.")
@click.option(
    "--trust",
    is_flag=True,
    help="Let the widgets that the deck brings run, now and later; may stand anywhere.",
)
@click.version_option(__version__, message="%(prog)s %(version)s", help="Show the version.")
def app(debug: bool, trust: bool) -> None:
    """Read the options that any command may have; `main` has acted on them."""


@app.command()
@click.argument("folder", type=PATH, metavar="DIR", help="A new folder.")
def new(folder: Path) -> int:
    """Make a small deck with two live widgets, which explains itself."""
    from talk.scaffold.deck import new

    return new(folder)


@app.command("import")
@click.argument(
    "file",
    type=PATH,
    metavar="FILE",
    help="Markdown of Marp or Slidev, or a page of reveal.js or Quarto.",
)
@click.argument(
    "folder",
    required=False,
    type=PATH,
    metavar="[DIR]",
    help="A new folder; default: named as the file, here.",
)
def import_slides(file: Path, folder: Path | None) -> int:
    """Write another tool's slides as a deck, and say what was dropped."""
    from talk.scaffold.importing.command import import_slides

    return import_slides(file, folder)


@app.command()
@deck_argument
@json_option
@click.option("--render", is_flag=True, help="Render every slide in every theme too, and check it.")
@click.option(
    "--watch",
    is_flag=True,
    help="Check again after every save, until Ctrl-C; JSON is one object a line.",
)
def check(deck: str, json: bool, render: bool, watch: bool) -> int:
    """Report everything that is wrong with a deck; exit code 1 if anything is."""
    from talk.deck import check_command

    # Only `--render` needs a browser's driver, which takes its time to be imported.
    further = import_module("talk.export.render_check").problems if render else None
    if watch:
        return check_command.watch(deck, json=json, further=further)
    return check_command.report(deck, json=json, further=further)


@app.command()
@click.option("--deck", metavar="DECK", help="With this deck's own layouts and widgets.")
def schema(deck: str | None) -> None:
    """Print the JSON Schema of deck.yaml and chapter files, for editors."""
    import json

    from talk.deck.checking.own_layouts import layout_models
    from talk.deck.checking.own_widgets import OwnWidgets
    from talk.deck.schema.json_schema import schema
    from talk.widgets.registry import all_widgets

    folder = _folder(deck) if deck else None
    found = schema(OwnWidgets(folder, all_widgets()), layout_models(folder)) if folder else schema()
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@app.command()
@click.argument("name", required=False, metavar="[NAME]", help="All about this one.")
@click.option("--deck", metavar="DECK", help="Where this deck uses them.")
def widgets(name: str | None, deck: str | None) -> int:
    """List the widgets, what they ask the kernel, and the slides that use them."""
    from talk.deck.widgets_command import list_widgets

    return list_widgets(name, deck)


@app.group(cls=_InOrder, no_args_is_help=True)
def scaffold() -> None:
    """Make the files that something new begins with."""


@scaffold.command("widget")
@click.argument("name", metavar="NAME", help="snake_case")
@click.option("--deck", metavar="DECK", help="Deck that gets it; default: the one here.")
@click.option("--typescript", is_flag=True, help="An element in TypeScript, in a deck.")
def scaffold_widget(name: str, deck: str | None, typescript: bool) -> int:
    """Make the files of a widget: a deck's own, or in a checkout of talk one of talk's."""
    from talk.scaffold.widget import widget

    return widget(name, _folder(deck) if deck else None, typescript=typescript)


@app.group(cls=_InOrder, invoke_without_command=True)
@json_option
@click.pass_context
def models(context: click.Context, json: bool) -> int:
    """List the models that can be served beside the embedded one; add and remove them."""
    if context.invoked_subcommand is not None:
        return 0
    from talk.models.command import list_models

    return list_models(as_json=json)


@models.command("add")
@click.argument(
    "model",
    metavar="NAME|FILE.gguf|FOLDER|hf:ID",
    help="A model that talk knows by name, as `smollm2`; weights on this machine; or an id"
    " of the model hub.",
)
@click.option("--name", default="", metavar="NAME", help="Name of its checkpoint, else the file's.")
@json_option
def add_model(model: str, name: str, json: bool) -> int:
    """Fetch a model and check it; afterwards it needs no network."""
    from talk.models.command import add_model

    return add_model(model, name=name, as_json=json)


@models.command("remove")
@click.argument("name", metavar="NAME")
def remove_model(name: str) -> int:
    """Remove a model; weights that were added as a file or folder stay where they are."""
    from talk.models.command import remove_model

    return remove_model(name)


@app.command()
@deck_argument
@click.option(
    "-o", "--out", required=True, type=PATH, metavar="DIR|FILE.html", help="Folder, or one file."
)
@click.option("--single-file", is_flag=True, help="One .html that needs no network.")
@click.option("--guide", is_flag=True, help="A scrolling article for reading at home.")
@with_notes_option
@theme_option
@path_option
def build(
    deck: str,
    out: Path,
    single_file: bool,
    guide: bool,
    with_notes: bool,
    theme: str | None,
    path: str | None,
) -> int:
    """Write the deck as HTML files."""
    from talk.build.command import build

    return build(
        _folder(deck),
        out,
        single_file=single_file,
        guide=guide,
        theme=theme,
        path=path,
        with_notes=with_notes,
    )


@app.command()
@deck_argument
@click.option("-o", "--out", type=PATH, metavar="FILE", help="Default: <deck>.pdf here.")
@click.option("--steps", is_flag=True, help="A page for every step.")
@click.option("--notes", is_flag=True, help="The speaker's notes under each slide.")
@click.option("--handout", type=int, metavar="2|3|6", help="So many slides to a page.")
@click.option("--paper", metavar="slide|a4|letter", help="Size of a page.")
@slides_option
@click.option("--session", is_flag=True, help="Widgets and drawings as the last talk left them.")
@theme_option
@path_option
def pdf(
    deck: str,
    out: Path | None,
    steps: bool,
    notes: bool,
    handout: int | None,
    paper: str | None,
    slides: str | None,
    session: bool,
    theme: str | None,
    path: str | None,
) -> int:
    """Print the deck as a PDF."""
    from talk.export.command import pdf
    from talk.present.last_session import last_session

    folder = _folder(deck)
    ended = last_session(folder) if session else None
    return pdf(
        folder,
        out,
        session=ended.widgets if ended else None,
        drawings=ended.drawings if ended else None,
        steps=steps,
        notes=notes,
        handout=handout,
        paper=paper,
        slides=slides,
        theme=theme,
        path=path,
    )


@app.command()
@deck_argument
@click.option("-o", "--out", type=PATH, metavar="DIR", help="Default: <deck>-images here.")
@click.option(
    "--width", default=1920, type=int, metavar="PIXELS", help="Width of a slide's picture."
)
@click.option(
    "form", "--format", default="png", metavar="png|svg", help="Form of a slide's picture."
)
@click.option("--steps", is_flag=True, help="A picture for every step, not only the last.")
@slides_option
@theme_option
@path_option
def images(
    deck: str,
    out: Path | None,
    width: int,
    form: str,
    steps: bool,
    slides: str | None,
    theme: str | None,
    path: str | None,
) -> int:
    """Write a picture of every slide, a contact sheet and a social card."""
    from talk.export.images_command import images

    return images(
        _folder(deck),
        out,
        width=width,
        form=form,
        steps=steps,
        slides=slides,
        theme=theme,
        path=path,
    )


@app.command()
@deck_argument
@click.option("-o", "--out", type=PATH, metavar="FILE", help="Default: <deck>.pptx here.")
@slides_option
@theme_option
@path_option
def pptx(
    deck: str, out: Path | None, slides: str | None, theme: str | None, path: str | None
) -> int:
    """Write the deck as a PowerPoint file that can be edited."""
    from talk.export.powerpoint_command import pptx

    return pptx(_folder(deck), out, slides=slides, theme=theme, path=path)


@app.command()
@deck_argument
@click.option("-o", "--out", type=PATH, metavar="DIR", help="Default: <deck>-site here.")
@click.option("--pdf", is_flag=True, help="With the deck as a PDF.")
@with_notes_option
@theme_option
@path_option
def publish(
    deck: str, out: Path | None, pdf: bool, with_notes: bool, theme: str | None, path: str | None
) -> int:
    """Write a folder for any static host: slides, phone page, guide, one file, 404."""
    from talk.export.publish_command import publish

    return publish(_folder(deck), out, pdf=pdf, with_notes=with_notes, theme=theme, path=path)


@app.command()
@deck_argument
@click.option(
    "--host",
    default="0.0.0.0",
    help="Address to listen on; 127.0.0.1 keeps the talk on this machine.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), help="0 takes any free one; else the first from 8000."
)
@click.option("--path", metavar="NAME", help="Follow this path; other slides stay within reach.")
@kernel_option
@kernel_token_option
@model_option
@theme_option
@no_open_option
@json_when_ready_option
@click.option("--presenter-remote", is_flag=True, help="Accept presenters from other machines too.")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="Answer to this host name too; may be repeated.",
)
@click.option(
    "--fresh", is_flag=True, help="Begin at the first slide, not where the last talk broke off."
)
@click.option("--resume", is_flag=True, help="Resume the talk that was put aside, or the last one.")
def present(
    deck: str,
    host: str,
    port: int | None,
    path: str | None,
    kernel: str,
    kernel_token: str | None,
    model: tuple[str, ...],
    theme: str | None,
    no_open: bool,
    json: bool,
    presenter_remote: bool,
    allow_host: tuple[str, ...],
    fresh: bool,
    resume: bool,
) -> int:
    """Show the deck on the projector and on the audience's phones."""
    from talk.present.command import PresentOptions, present

    options = PresentOptions(
        host=host,
        port=port,
        path=path,
        kernel=kernel,
        kernel_token=kernel_token,
        models=_models(model),
        theme=theme,
        open_browser=not no_open,
        json=json,
        presenter_remote=presenter_remote,
        allow_hosts=allow_host,
        fresh=fresh,
        resume=resume,
    )
    return present(_folder(deck), options)


@app.command()
@deck_argument
@click.option("-o", "--out", type=PATH, metavar="FILE", help="Default: <deck>-rehearsal.csv here.")
@click.option("--path", metavar="NAME", help="Follow this path, with its own length.")
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="0, the default, takes any free one."
)
@kernel_option
@kernel_token_option
@theme_option
@no_open_option
@json_when_ready_option
def rehearse(
    deck: str,
    out: Path | None,
    path: str | None,
    port: int,
    kernel: str,
    kernel_token: str | None,
    theme: str | None,
    no_open: bool,
    json: bool,
) -> int:
    """Present to yourself; Ctrl-C writes how long each slide took beside its plan."""
    from talk.present.command import PresentOptions, present

    folder = _folder(deck)
    options = PresentOptions(
        # Nobody follows a rehearsal, and its journal must not replace that of a talk.
        host="127.0.0.1",
        port=port,
        path=path,
        kernel=kernel,
        kernel_token=kernel_token,
        theme=theme,
        open_browser=not no_open,
        json=json,
        fresh=True,
        rehearsal=out or Path(f"{folder.name}-rehearsal.csv"),
    )
    return present(folder, options)


@app.command()
@deck_argument
@kernel_option
@kernel_token_option
@model_option
def record(deck: str, kernel: str, kernel_token: str | None, model: tuple[str, ...]) -> int:
    """Run every prepared demo on the kernel and write the recordings."""
    from talk.record import record

    return record(_folder(deck), kernel=kernel, kernel_token=kernel_token, models=_models(model))


@app.command()
@deck_argument
@kernel_option
@kernel_token_option
@model_option
def doctor(deck: str, kernel: str, kernel_token: str | None, model: tuple[str, ...]) -> int:
    """Check everything before going on stage."""
    code: int = import_module("talk.doctor").doctor(
        _folder(deck), kernel=kernel, kernel_token=kernel_token, models=_models(model)
    )
    return code


@app.command()
@deck_argument
@click.option("--html", type=PATH, metavar="FILE", help="Write one page here (<deck>-report.html).")
@click.option("--csv", type=PATH, metavar="DIR", help="Write tables of comma-separated values.")
@click.option("--forget", is_flag=True, help="Delete what is kept of the last talk instead.")
def report(deck: str, html: Path | None, csv: Path | None, forget: bool) -> int:
    """Write what happened in the last talk: times, votes, questions, pace, faults."""
    from talk.present.report.command import report

    return report(_folder(deck), page=html, tables=csv, delete=forget)


def _models(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of --model. Raises Failure for one that has to be fetched first."""
    if not given:
        return ()
    from talk.models.command import check_present

    check_present(given)
    return given


def _folder(deck: str) -> Path:
    from talk.deck.reading.shipped import find_deck

    return find_deck(deck)


if __name__ == "__main__":
    main()
