"""The words of the interface: `messages.py collect | check | compile | merge FILE…`.

Message ids are English and stand in code and templates; Dutch stands in locale/nl. `collect` brings the catalogue up to date,
`check` fails on a string without Dutch, `compile` makes the .mo that Django reads, `merge` takes translations from other .po files.
"""

import ast
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "samenhang"
PO = PACKAGE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **dict.fromkeys(("gettext", "gettext_lazy", "_", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def found() -> Catalog:
    """A catalogue of every string in code and templates, without translations."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenhang.web.settings")
    from django.utils.translation.template import templatize

    catalog = Catalog(charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_bytes()
        elif path.suffix == ".html":
            source = templatize(path.read_text(encoding="utf-8"), origin=str(path)).encode()
        else:
            continue
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(source), KEYWORDS, options={"encoding": "utf-8"}
        ):
            if message and message[0 if isinstance(message, tuple) else slice(None)]:
                catalog.add(message, context=context)
        if path.suffix == ".py":
            for message in in_fstrings(source):
                catalog.add(message)
    return catalog


def in_fstrings(source: bytes) -> Iterator[str]:
    """What `_("…")` says inside an f-string: the extractor does not look there."""
    for text in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)):
        for call in ast.walk(text):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and KEYWORDS.get(call.func.id, ()) is None
            ):
                yield ast.literal_eval(call.args[0])


def known() -> Catalog:
    if not PO.exists():
        return Catalog(locale="nl")
    with PO.open("rb") as file:
        return read_po(file, locale="nl")


def collect() -> int:
    """Bring the catalogue up to date: new strings empty, strings that are gone removed, translations kept."""
    old, new = known(), found()
    made = Catalog(
        locale="nl", project="samenhang", charset="utf-8", header_comment="# Dutch of the interface.", fuzzy=False
    )
    for message in sorted(new, key=lambda item: (str(item.id), item.context or "")):
        if message.id:
            before = old.get(message.id, message.context)
            made.add(
                message.id, before.string if before else message.string, context=message.context, flags=message.flags
            )
    save(made)
    missing = sum(1 for message in made if message.id and not complete(message))
    print(f"{len(made)} strings, {missing} without Dutch")
    return 0


def save(catalog: Catalog) -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=120, no_location=True, omit_header=False)
    # dates and tool versions change with every run and say nothing
    lines = [
        line
        for line in out.getvalue().decode().split("\n")
        if not re.match(r'"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Generated|Last-Tr|Language-Team)', line)
    ]
    PO.write_text("\n".join(lines), encoding="utf-8")


def complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings) and not message.fuzzy


def problems() -> Iterator[str]:
    have, need = known(), found()
    for message in need:
        if not message.id:
            continue
        dutch = have.get(message.id, message.context)
        name = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if dutch is None or not complete(dutch):
            yield f"no Dutch for {name!r}"
            continue
        strings = dutch.string if isinstance(dutch.string, tuple | list) else (dutch.string,)
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        holes = set(HOLES.findall(ids[-1]))
        if any(set(HOLES.findall(text)) - holes for text in strings) or holes - set(HOLES.findall(strings[-1])):
            yield f"the Dutch of {name!r} has other places to fill in"
    for message in have:
        if message.id and need.get(message.id, message.context) is None:
            yield f"nothing says {message.id!r} any more"


def check() -> int:
    told = list(problems())
    print("\n".join(told) or "Every string has its Dutch.")
    if told:
        print(f"{len(told)} problems. Run `make messages`, then fill in {PO.relative_to(ROOT)}.")
    return 1 if told else 0


def compile_mo() -> int:
    """Write the .mo when the .po is newer."""
    mo = PO.with_suffix(".mo")
    if not mo.exists() or mo.stat().st_mtime < PO.stat().st_mtime:
        print("Compiling the Dutch of the interface")
        with mo.open("wb") as file:
            write_mo(file, known())
    return 0


def merge(files: list[str]) -> int:
    """Take translations from other .po files for strings that have none yet."""
    catalog = known()
    for name in files:
        with open(name, "rb") as file:
            for message in read_po(file, locale="nl", ignore_obsolete=True):
                ours = catalog.get(message.id, message.context) if message.id else None
                if ours is not None and complete(message) and not complete(ours):
                    ours.string = message.string
    save(catalog)
    return 0


if __name__ == "__main__":
    deeds = {"collect": collect, "check": check, "compile": compile_mo, "merge": lambda: merge(sys.argv[2:])}
    sys.exit(deeds[sys.argv[1]]())
