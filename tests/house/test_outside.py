"""The tree names no registry, and no page carries style or script of its own: both would open a door nobody guards."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import shown, sources, text_of, tracked

# written in two halves, so that this file does not find itself
HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "yarn" + "pkg.com", "jsdelivr" + ".net",
         "unpkg" + ".com", "cdn" + "js.", "fonts.google" + "apis", "fonts.g" + "static"]  # fmt: skip
ADDRESSES = ["--index" + "-url", "--extra-index" + "-url", "--find" + "-links", '"resolv' + 'ed":', "index_" + "url =",
             "regis" + "try="]  # fmt: skip
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "script without src": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"""(href|action|src)\s*=\s*["']?\s*javascript:""", re.IGNORECASE),
}


def test_no_file_names_a_registry_or_where_a_package_was_fetched():
    found = [
        f"{shown(path)} names {word}"
        for path in tracked()
        for word in (*HOSTS, *ADDRESSES)
        if word in text_of(path).lower()
    ]
    assert found == [], "lock files carry hashes and no addresses: every machine has its own registry"


def test_no_machine_path_and_no_address_of_a_person():
    machine = re.compile(r"(?<![\w.])/(home|Users|root)/\w+")
    mail = re.compile(r"\b[\w.+-]+@(?!example\.)[\w-]+\.(nl|com|org|net|eu)\b")
    found = [
        f"{shown(path)}: {hit[0]}"
        for path in tracked()
        if path.suffix not in {".lock", ".csv", ".json"}
        for hit in (*machine.finditer(text_of(path)), *mail.finditer(text_of(path)))
    ]
    assert found == []


def pages() -> Iterator[tuple[str, str]]:
    """Everything that can become markup: templates, drawings, and the strings of the code."""
    for path in sources(".html", ".svg"):
        yield shown(path), text_of(path)
    for path in sources(".py"):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{shown(path)}:{node.lineno}", node.value


def test_no_page_carries_style_or_script_of_its_own():
    found = [f"{where}: {what}" for where, text in pages() for what, pattern in INLINE.items() if pattern.search(text)]
    assert found == [], "the content policy refuses it; use a class of app.css or an attribute of htmx"


def test_no_page_asks_another_host():
    asks = re.compile(
        r"""(<(script|link|img|iframe|source)\b[^>]*\s(src|href)\s*=\s*["']?(https?:)?//)|url\(["']?https?:"""
    )
    found = [where for where, text in pages() if asks.search(text)]
    found += [shown(path) for path in sources(".css") if asks.search(text_of(path))]
    assert found == []
