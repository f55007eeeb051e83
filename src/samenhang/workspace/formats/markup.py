"""The text of a page or a mail in HTML: what a reader would see, and nothing that does or hides something.

Read by a scanner of our own, in one pass: what never ends (a comment, a quoted value, a script) ends the reading as well. A
reader that looks for such an end again and again can be kept busy for hours by a few hundred kilobytes.
"""

import re
from collections.abc import Iterator
from html import unescape

SILENT = frozenset(
    (
        "script",
        "style",
        "template",
        "head",
        "title",
        "noscript",
        "svg",
        "math",
        "object",
        "iframe",
        "textarea",
        "select",
    )
)
BREAKS = frozenset(
    [*("p", "br", "div", "li", "tr", "blockquote", "table", "ul", "ol", "pre"), *(f"h{level}" for level in range(1, 7))]
)
ACTIVE = frozenset(["script", "iframe", "object", "embed", "form", "svg"])
RAW = frozenset(["script", "style", "textarea", "title"])  # what stands in these is no markup
VOID = frozenset(["br", "img", "hr", "input", "meta", "link", "embed", "source", "area", "base", "col", "wbr"])
LONGEST = 1024 * 1024  # of markup; what a person writes is a thousandth of that
UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)
NAME = re.compile(r"/?([a-zA-Z][^\s/>]*)")
ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=]+)(?:\s*=\s*)?")
BARE = re.compile(r"[^\s>]*")
# letters that show nothing, or turn the text around: they could hide what it says
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad]|[\x00-\x08\x0b-\x1f\x7f]")


class _Over(Exception):
    """Something was begun that does not end: nothing after it is read."""


def text_of(markup: str) -> tuple[str, bool]:
    """The text that a reader sees, and whether there was anything in it that does something: a script, a form, a frame.

    >>> text_of("<p>Te veel <b>mensen</b></p><iframe>iets</iframe><p>in één huis &amp; geen loon</p>")
    ('Te veel mensen\\n\\nin één huis & geen loon', True)
    """
    pieces: list[str] = []
    silent: list[str] = []
    active = False
    try:
        for text, tag, about in _scanned(markup[:LONGEST]):
            if text and not silent:
                pieces.append(unescape(text))
            name = tag.removeprefix("/")
            if name in BREAKS and not silent:
                pieces.append("\n")
            if tag != name:  # an end
                if silent and silent[-1] == name:
                    silent.pop()
                continue
            active |= name in ACTIVE or any(one.startswith("on") for one in about)
            hides = name in SILENT or "hidden" in about or bool(UNSEEN.search(about.get("style", "")))
            if name and name not in VOID and (name == silent[-1] if silent else hides):
                silent.append(name)
    except _Over:
        pass
    return plain("".join(pieces)), active


def _scanned(markup: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Text, and the tag behind it: its name (with a slash when it ends something) and what stands in it."""
    at = 0
    while at < len(markup):
        begin = markup.find("<", at)
        if begin < 0:
            yield markup[at:], "", {}
            return
        text, found = markup[at:begin], NAME.match(markup, begin + 1)
        if markup.startswith("<!--", begin):
            yield text, "", {}
            at = _after(markup, "-->", begin + 4)
        elif markup.startswith(("<!", "<?"), begin):
            yield text, "", {}
            at = _after(markup, ">", begin + 2)
        elif found is None:
            yield f"{text}<", "", {}
            at = begin + 1
        else:
            tag = found[0].lower()
            about, at = _about(markup, found.end())
            yield text, tag, about
            if tag in RAW:
                end = re.compile(f"</{tag}", re.IGNORECASE).search(markup, at)
                if end is None:
                    raise _Over
                at = end.start()


def _about(markup: str, at: int) -> tuple[dict[str, str], int]:
    """What stands in a tag, and where the tag ends."""
    about: dict[str, str] = {}
    while True:
        found = ATTRIBUTE.match(markup, at)
        if found is None:
            return about, _after(markup, ">", at)
        name, at = found[1].lower(), found.end()
        value = ""
        if found[0].rstrip().endswith("="):
            quote = markup[at : at + 1]
            if quote in ("'", '"') and quote:
                end = _after(markup, quote, at + 1)
                value, at = markup[at + 1 : end - 1], end
            else:
                bare = BARE.match(markup, at)
                value, at = (bare[0], bare.end()) if bare else ("", at)
        about.setdefault(name, unescape(value))


def _after(markup: str, mark: str, at: int) -> int:
    end = markup.find(mark, at)
    if end < 0:
        raise _Over
    return end + len(mark)


def plain(text: str) -> str:
    """Text without letters that hide something, with single spaces and at most one empty line in a row.

    >>> plain("  Geen\\u202e loon \\r\\n\\n\\n\\n sinds   mei ")
    'Geen loon\\n\\nsinds mei'
    """
    shown = HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
