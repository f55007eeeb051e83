"""A feed of news (RSS or Atom): its items, each with a title, a day and a link. Whatever else it holds is not read."""

import email.utils
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

from samenhang.workspace.formats.delivery import UnreadableError, refuse_page
from samenhang.workspace.formats.markup import plain, text_of

LARGEST = 4 * 1024**2
MOST_ITEMS, DEEPEST, LONGEST_TITLE, LONGEST_LINK, LONGEST_TEXT = 200, 64, 300, 1000, 20_000
EXPECTED = "a feed (RSS or Atom)"


@dataclass(frozen=True)
class Item:
    """One item of news. `key` is what the feed itself calls it, or its link, or its title."""

    key: str
    title: str
    url: str  # empty: it has no link that can be followed
    day: date | None


def read(data: bytes, base: str = "") -> tuple[Item, ...]:
    """The items of a feed, in its own order. UnreadableError with a sentence when it is none, or does harm.

    >>> read(b"<rss><channel><item><title>Nieuwe regels</title><link>https://example.org/1</link></item></channel></rss>")
    (Item(key='https://example.org/1', title='Nieuwe regels', url='https://example.org/1', day=None),)
    """
    if len(data) > LARGEST:
        raise UnreadableError(
            f"expected {EXPECTED} of at most {LARGEST // 1024**2} MB, got {len(data):,} bytes: watch another address"
        )
    refuse_page(data[:512], EXPECTED)
    found = _Feed(base)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    # an entity can be made to grow without end or to fetch a file, and lives in a document type: no feed needs one
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.EntityDeclHandler = _refuse_type
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    parser.CharacterDataHandler = found.data
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableError(
            f"expected {EXPECTED}, got XML that is broken ({error}): look at the address in a browser"
        ) from None
    except LookupError:
        raise UnreadableError(f"expected {EXPECTED}, got letters in an unknown code: watch another address") from None
    if not found.is_feed:
        raise UnreadableError(f"expected {EXPECTED}, got other XML: look for the address of the feed itself")
    return tuple(found.items)


def _refuse_type(*_given: object) -> None:
    raise UnreadableError(
        f"expected {EXPECTED}, got XML that declares a document type or entities, as no feed needs: it was not read"
    )


class _Feed:
    """What the parser has seen: an item is whole when its element ends."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.items: list[Item] = []
        self.is_feed = False
        self.depth = self.inside = 0
        self.fields: dict[str, str] | None = None
        self.name = ""
        self.text: list[str] = []
        self.length = 0

    def start(self, tag: str, about: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnreadableError(f"expected {EXPECTED}, got elements more than {DEEPEST} deep: it was not read")
        name = _local(tag)
        if self.depth == 1:
            self.is_feed = name in ("rss", "feed", "RDF")
        if name in ("item", "entry") and self.fields is None:
            self.fields, self.inside = {}, self.depth
        elif self.fields is not None and self.depth == self.inside + 1:
            self.name, self.text, self.length = name, [], 0
            if name == "link" and about.get("href") and about.get("rel", "alternate") == "alternate":
                self.fields.setdefault("link", about["href"])

    def data(self, text: str) -> None:
        if self.fields is not None and self.name and self.length < LONGEST_TEXT:
            self.text.append(text)
            self.length += len(text)

    def end(self, tag: str) -> None:
        if self.fields is not None and self.depth == self.inside + 1 and self.name:
            said = "".join(self.text)[:LONGEST_TEXT].strip()
            if said:
                self.fields.setdefault(self.name, said)
            self.name = ""
        elif self.fields is not None and self.depth == self.inside:
            self._keep(self.fields)
            self.fields = None
        self.depth -= 1

    def _keep(self, fields: dict[str, str]) -> None:
        title = " ".join(text_of(fields.get("title", ""))[0].split())[:LONGEST_TITLE]
        url = _safe(urljoin(self.base, plain(fields.get("link", ""))) if fields.get("link") else "")
        key = plain(fields.get("guid") or fields.get("id") or "") or url or title
        if title and len(self.items) < MOST_ITEMS:
            dates = (fields.get(name, "") for name in ("pubDate", "published", "date", "updated"))
            self.items.append(Item(key[:LONGEST_LINK], title, url, next(filter(None, map(_day, dates)), None)))


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _safe(url: str) -> str:
    """An address that a browser may follow: of the web, without a password in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    harmless = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return url if harmless and len(url) <= LONGEST_LINK and " " not in url else ""


def _day(text: str) -> date | None:
    """A day as RSS writes it (Tue, 10 Jun 2003 04:00:00 GMT) or as Atom does (2003-12-13T18:30:02Z)."""
    if not text:
        return None
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None
