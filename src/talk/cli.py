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
from copy import copy
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command_name

from talk.deck.reading.trust import NotTrusted, trust
from talk.failure import Failure


def _end(code: int | None, **_: Any) -> None:
    """End with what a command returned as exit code."""
    raise typer.Exit(code or 0)


app = typer.Typer(
    name="talk",
    help="A presentation engine whose slides are alive.",
    result_callback=_end,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DeckArgument = Annotated[
    str,
    typer.Argument(
        metavar="DECK", help="Folder of a deck, its deck.yaml, or the name of one that talk brings."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
ThemeOption = Annotated[str | None, typer.Option(help="Use this theme instead of the deck's.")]
RunOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Follow this path; a PDF, pictures and a guide hold its slides only.",
    ),
]
WithNotesOption = Annotated[
    bool,
    typer.Option(
        "--with-notes",
        help="A speaker view too, with the notes: whoever reads the folder can read them.",
    ),
]
KernelOption = Annotated[
    str,
    typer.Option(
        metavar="auto|URL|none",
        help="Start the demo kernel, use the one at a ws(s):// URL, or none.",
    ),
]
TokenOption = Annotated[
    str | None, typer.Option(metavar="TOKEN", help="Token of the kernel at a URL.")
]
ModelOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME|[NAME=]FILE|hf:ID|openai:URL",
        help="Model that the started kernel serves beside the embedded one, as `smollm2` from"
        " `talk models`; may be repeated.",
    ),
]


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
    words = [word for word in words if word not in ("--debug", "--trust")]
    sys.exit(run(words, debug=debug, trusted=trusted))


def _narrowed(arguments: list[str]) -> typer.Typer:
    """Return the app with the called command alone; whole where none of its own is called."""
    # typer reads the options of every command that is there, which is a tenth of a short command's
    # time. Groups (`talk models add`), help and misspelt names need the whole.
    word = next(iter(arguments), "")
    called = [
        one
        for one in app.registered_commands
        if one.callback and word == (one.name or get_command_name(one.callback.__name__))
    ]
    if not called:
        return app
    narrowed = copy(app)
    narrowed.registered_commands, narrowed.registered_groups = called, []
    return narrowed


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
        _narrowed(arguments)(args=arguments, prog_name="talk")
    except SystemExit as end:
        # An exit code may also be a text, which is a failure, or None for success.
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        # 128 + SIGINT, as shells report a program that Ctrl-C has ended.
        return 130
    except BrokenPipeError:
        sys.stdout = None  # whoever read it has gone: flushing at exit would fail again
        return 1
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
    return 0


def _is_trusted_now(error: NotTrusted) -> bool:
    """Ask the person at the terminal whether the deck's widgets may run; return the answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return typer.confirm(error.question, default=False, err=True)


def print_error(text: str) -> None:
    """Print one sentence on stderr."""
    typer.echo(f"talk: {text}" if "\n" not in text else text, err=True)


def _sentence(error: Exception) -> str:
    if isinstance(error, Failure):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror[:1].lower()}{error.strerror[1:]}"
    name = type(error).__name__
    again = "run it again with --debug and report what it says"
    return f"a mistake in talk itself, {name}: {error}; {again}"


def _show_version(wanted: bool) -> None:
    if wanted:
        from talk import __version__

        typer.echo(f"talk {__version__}")
        raise typer.Exit


@app.callback()
def _global(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of a failure; may stand anywhere.")
    ] = False,
    trust: Annotated[
        bool,
        typer.Option(
            "--trust",
            help="Let the widgets that the deck brings run, now and later; may stand anywhere.",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> int:
    """Make a small deck with two live widgets, which explains itself."""
    from talk.scaffold.deck import new

    return new(folder)


@app.command("import")
def import_slides(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Markdown of Marp or Slidev, or a page of reveal.js or Quarto."
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="A new folder; default: named as the file, here."),
    ] = None,
) -> int:
    """Write another tool's slides as a deck, and say what was dropped."""
    from talk.scaffold.importing.command import import_slides

    return import_slides(file, folder)


@app.command()
def check(
    deck: DeckArgument,
    json: JsonOption = False,
    render: Annotated[
        bool, typer.Option("--render", help="Render every slide in every theme too, and check it.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help="Check again after every save, until Ctrl-C; JSON is one object a line."
        ),
    ] = False,
) -> int:
    """Report everything that is wrong with a deck; exit code 1 if anything is."""
    from talk.deck import check_command

    # Only `--render` needs a browser's driver, which takes its time to be imported.
    further = import_module("talk.export.render_check").problems if render else None
    if watch:
        return check_command.watch(deck, json=json, further=further)
    return check_command.report(deck, json=json, further=further)


@app.command()
def schema(
    deck: Annotated[
        str | None,
        typer.Option(metavar="DECK", help="With this deck's own layouts and widgets."),
    ] = None,
) -> None:
    """Print the JSON Schema of deck.yaml and chapter files, for editors."""
    import json

    from talk.deck.checking.own_layouts import layout_models
    from talk.deck.checking.own_widgets import OwnWidgets
    from talk.deck.schema.json_schema import schema
    from talk.widgets.registry import all_widgets

    folder = _folder(deck) if deck else None
    found = schema(OwnWidgets(folder, all_widgets()), layout_models(folder)) if folder else schema()
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


@app.command()
def widgets(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="All about this one.")
    ] = None,
    deck: Annotated[
        str | None, typer.Option(metavar="DECK", help="Where this deck uses them.")
    ] = None,
) -> int:
    """List the widgets, what they ask the kernel, and the slides that use them."""
    from talk.deck.widgets_command import list_widgets

    return list_widgets(name, deck)


scaffold = typer.Typer(help="Make the files that something new begins with.", no_args_is_help=True)
app.add_typer(scaffold, name="scaffold")


@scaffold.command("widget")
def scaffold_widget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="snake_case")],
    deck: Annotated[
        str | None, typer.Option(metavar="DECK", help="Deck that gets it; default: the one here.")
    ] = None,
    typescript: Annotated[
        bool, typer.Option("--typescript", help="An element in TypeScript, in a deck.")
    ] = False,
) -> int:
    """Make the files of a widget: a deck's own, or in a checkout of talk one of talk's."""
    from talk.scaffold.widget import widget

    return widget(name, _folder(deck) if deck else None, typescript=typescript)


models = typer.Typer(
    help="List the models that can be served beside the embedded one; add and remove them.",
    invoke_without_command=True,
)
app.add_typer(models, name="models")


@models.callback()
def list_models(context: typer.Context, json: JsonOption = False) -> int:
    """List the models of this machine, and those that can be added by name."""
    if context.invoked_subcommand is not None:
        return 0
    from talk.models.command import list_models

    return list_models(as_json=json)


@models.command("add")
def add_model(
    model: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.gguf|FOLDER|hf:ID",
            help="A model that talk knows by name, as `smollm2`; weights on this machine; or an id"
            " of the model hub.",
        ),
    ],
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Name of its checkpoint, else the file's.")
    ] = "",
    json: JsonOption = False,
) -> int:
    """Fetch a model and check it; afterwards it needs no network."""
    from talk.models.command import add_model

    return add_model(model, name=name, as_json=json)


@models.command("remove")
def remove_model(name: Annotated[str, typer.Argument(metavar="NAME")]) -> int:
    """Remove a model; weights that were added as a file or folder stay where they are."""
    from talk.models.command import remove_model

    return remove_model(name)


@app.command()
def build(
    deck: DeckArgument,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR|FILE.html", help="Folder, or one file.")
    ],
    single_file: Annotated[
        bool, typer.Option("--single-file", help="One .html that needs no network.")
    ] = False,
    guide: Annotated[
        bool, typer.Option("--guide", help="A scrolling article for reading at home.")
    ] = False,
    with_notes: WithNotesOption = False,
    theme: ThemeOption = None,
    path: RunOption = None,
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
def pdf(
    deck: DeckArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Default: <deck>.pdf here."),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="A page for every step.")] = False,
    notes: Annotated[
        bool, typer.Option("--notes", help="The speaker's notes under each slide.")
    ] = False,
    handout: Annotated[
        int | None, typer.Option(metavar="2|3|6", help="So many slides to a page.")
    ] = None,
    paper: Annotated[
        str | None, typer.Option(metavar="slide|a4|letter", help="Size of a page.")
    ] = None,
    slides: Annotated[str | None, typer.Option(metavar="3-7,12,ID", help="Only these.")] = None,
    session: Annotated[
        bool,
        typer.Option("--session", help="Widgets and drawings as the last talk left them."),
    ] = False,
    theme: ThemeOption = None,
    path: RunOption = None,
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
def images(
    deck: DeckArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Default: <deck>-images here."),
    ] = None,
    width: Annotated[
        int, typer.Option(metavar="PIXELS", help="Width of a slide's picture.")
    ] = 1920,
    form: Annotated[
        str, typer.Option("--format", metavar="png|svg", help="Form of a slide's picture.")
    ] = "png",
    steps: Annotated[
        bool, typer.Option("--steps", help="A picture for every step, not only the last.")
    ] = False,
    slides: Annotated[str | None, typer.Option(metavar="3-7,12,ID", help="Only these.")] = None,
    theme: ThemeOption = None,
    path: RunOption = None,
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
def pptx(
    deck: DeckArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Default: <deck>.pptx here."),
    ] = None,
    slides: Annotated[str | None, typer.Option(metavar="3-7,12,ID", help="Only these.")] = None,
    theme: ThemeOption = None,
    path: RunOption = None,
) -> int:
    """Write the deck as a PowerPoint file that can be edited."""
    from talk.export.powerpoint_command import pptx

    return pptx(_folder(deck), out, slides=slides, theme=theme, path=path)


@app.command()
def publish(
    deck: DeckArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Default: <deck>-site here."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="With the deck as a PDF.")] = False,
    with_notes: WithNotesOption = False,
    theme: ThemeOption = None,
    path: RunOption = None,
) -> int:
    """Write a folder for any static host: slides, phone page, guide, one file, 404."""
    from talk.export.publish_command import publish

    return publish(_folder(deck), out, pdf=pdf, with_notes=with_notes, theme=theme, path=path)


@app.command()
def present(
    deck: DeckArgument,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on; 127.0.0.1 keeps the talk on this machine."),
    ] = "0.0.0.0",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="0 takes any free one; else the first from 8000."),
    ] = None,
    path: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Follow this path; other slides stay within reach."),
    ] = None,
    kernel: KernelOption = "auto",
    kernel_token: TokenOption = None,
    model: ModelOption = None,
    theme: ThemeOption = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON line on stdout when ready.")
    ] = False,
    presenter_remote: Annotated[
        bool,
        typer.Option("--presenter-remote", help="Accept presenters from other machines too."),
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Answer to this host name too; may be repeated."),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh", help="Begin at the first slide, not where the last talk broke off."
        ),
    ] = False,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Resume the talk that was put aside, or the last one."),
    ] = False,
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
        allow_hosts=tuple(allow_host or ()),
        fresh=fresh,
        resume=resume,
    )
    return present(_folder(deck), options)


@app.command()
def rehearse(
    deck: DeckArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Default: <deck>-rehearsal.csv here."),
    ] = None,
    path: Annotated[
        str | None, typer.Option(metavar="NAME", help="Follow this path, with its own length.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="0, the default, takes any free one.")
    ] = 0,
    kernel: KernelOption = "auto",
    kernel_token: TokenOption = None,
    theme: ThemeOption = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON line on stdout when ready.")
    ] = False,
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
def record(
    deck: DeckArgument,
    kernel: KernelOption = "auto",
    kernel_token: TokenOption = None,
    model: ModelOption = None,
) -> int:
    """Run every prepared demo on the kernel and write the recordings."""
    from talk.record import record

    return record(_folder(deck), kernel=kernel, kernel_token=kernel_token, models=_models(model))


@app.command()
def doctor(
    deck: DeckArgument,
    kernel: KernelOption = "auto",
    kernel_token: TokenOption = None,
    model: ModelOption = None,
) -> int:
    """Check everything before going on stage."""
    code: int = import_module("talk.doctor").doctor(
        _folder(deck), kernel=kernel, kernel_token=kernel_token, models=_models(model)
    )
    return code


@app.command()
def report(
    deck: DeckArgument,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write one page here (<deck>-report.html)."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write tables of comma-separated values.")
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget", help="Delete what is kept of the last talk instead.")
    ] = False,
) -> int:
    """Write what happened in the last talk: times, votes, questions, pace, faults."""
    from talk.present.report.command import report

    return report(_folder(deck), page=html, tables=csv, delete=forget)


def _models(given: list[str] | None) -> tuple[str, ...]:
    """Return the values of --model. Raises Failure for one that has to be fetched first."""
    if not given:
        return ()
    from talk.models.command import check_present

    check_present(given)
    return tuple(given)


def _folder(deck: str) -> Path:
    from talk.deck.reading.shipped import find_deck

    return find_deck(deck)


if __name__ == "__main__":
    main()
