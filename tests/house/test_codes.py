"""The province is data: no code, and no name of an area, of either workspace stands in the package."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, area_names, codes, schema_words, shown, sources, text_of

# a word here is the code's own word, and only happens to be a code of a workspace as well
OWN_WORDS = {
    "inzicht": "Dutch name and address of the insight floor",
    "registratie": "Dutch word in the address of the list of definitions: the field that says who is registered",
    "factor": "an English word",
    "praatstuk": "Dutch name and address of the talking sheet",
    "tiny": "an English word; the name of the fictional workspace is nowhere a path in the package",
}
# the one place where the package names a workspace: what `make run` serves when nothing else is asked
PLACES = {("src/samenhang/web/settings.py", "brabant")}
# a municipality with the name of an English word
NAMES_OF_OTHER_THINGS = {"Best"}
BETWEEN = re.compile(r"[^\w.-]+")


def tokens(text: str) -> Iterator[str]:
    for token in BETWEEN.split(text):
        yield token.strip("._-")


def said(path: Path) -> Iterator[tuple[int, str]]:
    """What a file says outside its identifiers: of Python its strings and comments, of the rest every line."""
    text = text_of(path)
    if path.suffix != ".py":
        yield from enumerate(text.splitlines(), 1)
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for offset, line in enumerate(node.value.splitlines()):
                yield node.lineno + offset, line
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def written() -> Iterator[tuple[Path, int, str]]:
    for path in sources(".py", ".html", ".css", ".js", ".svg", ".typ"):
        for line, text in said(path):
            yield path, line, text


def test_no_code_of_a_workspace_stands_in_the_package():
    theirs = set(codes()) - schema_words() - set(OWN_WORDS)
    found = {
        f"{shown(path)}:{line} {token} ({codes()[token]})"
        for path, line, text in written()
        for token in tokens(text)
        if token in theirs and (shown(path), token) not in PLACES
    }
    assert sorted(found) == [], "what the province declares is read from the workspace; name the column, not the code"


def test_no_name_of_an_area_stands_in_the_package():
    names = area_names() - NAMES_OF_OTHER_THINGS
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")
    found = {f"{shown(path)}:{line} {hit[0]}" for path, line, text in written() for hit in pattern.finditer(text)}
    assert sorted(found) == []


def test_the_exceptions_are_few_and_in_use():
    """An exception that excuses nothing any more goes away."""
    everything = {(shown(path), token) for path, _line, text in written() for token in tokens(text)}
    assert len(OWN_WORDS) <= 5
    assert all(word in codes() for word in OWN_WORDS)
    assert set(OWN_WORDS) <= {token for _path, token in everything}
    assert everything >= PLACES


def test_the_words_of_the_interface_come_from_gettext():
    """Dutch stands in the catalogue and in the workspace: no template and no string of the code is written in Dutch."""
    dutch = re.compile(r"\b(het|een|niet|deze|voor|wordt|worden|zijn|naar|kies|terug)\b", re.IGNORECASE)
    # the word of the schema for what a source does not say, a word of an address, and Dutch names in italics or brackets
    known = re.compile(r"niet vermeld|\"naar\"|^naar$|\*[^*]+\*|\([^)]*\)")
    found = [
        f"{shown(path)}:{line} {text.strip()[:60]}"
        for path, line, text in written()
        if path.suffix in {".html", ".py"}
        and dutch.search(known.sub("", text))
        and PACKAGE / "locale" not in path.parents
    ]
    assert found == []
