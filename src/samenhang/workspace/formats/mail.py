"""A mail as a file (.eml): its text and its day. Who sent it, to whom, the subject and the way it came are not read out."""

import email.policy
import email.utils
import re
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser

from samenhang.workspace.formats.delivery import UnreadableError, refuse_page
from samenhang.workspace.formats.markup import plain, text_of

LARGEST = 2 * 1024**2
MOST_PARTS, DEEPEST, LONGEST_TEXT = 100, 8, 100_000
HEADER = re.compile(rb"\A(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]{0,60}:", re.ASCII)
# how the mail programs of our ten languages begin what they quote
QUOTED = re.compile(
    r"^(?:-{2,} ?(?:original message|oorspronkelijk bericht|doorgestuurd bericht|forwarded message).*|-- ?|_{10,})$",
    re.IGNORECASE | re.MULTILINE,
)
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# two lines or more that are the headers of another mail: one alone may be what somebody says
HEADED = re.compile(
    r"(?:^(?:from|to|cc|bcc|sent|subject|date|van|aan|verzonden|onderwerp|datum|od|do|de la|către)\s?:[^\n]*\n?){2,}",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Mail:
    """What is kept of a mail, and what was dropped, by name."""

    text: str
    day: date | None
    dropped: tuple[str, ...]  # of: headers, attachments, scripts, html, addresses, quoted


def read(data: bytes) -> Mail:
    """The text and the day of a mail. UnreadableError with a sentence when it is too large, no mail, or says nothing."""
    if len(data) > LARGEST:
        raise UnreadableError(
            f"expected a mail of at most {LARGEST // 1024**2} MB, got {len(data):,} bytes: send it without attachments"
        )
    refuse_page(data[:512], "a mail (.eml)")
    if not HEADER.match(data):
        raise UnreadableError(
            "expected a mail (.eml) that begins with its headers, got something else: save the mail as .eml"
        )
    try:
        message = BytesParser(_class=EmailMessage, policy=email.policy.default).parsebytes(data)
        found = _parts(message)
    except (ValueError, LookupError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise UnreadableError(f"expected a mail (.eml), got one that is damaged ({error}): save it again") from None
    texts, pages, dropped = found
    if texts:
        text = plain("\n\n".join(texts))
        if not text and pages:
            texts = []
    if not texts:
        read_pages = [text_of(page) for page in pages]
        text = "\n\n".join(shown for shown, _active in read_pages)
        dropped |= {"html"} if pages else set()
        dropped |= {"scripts"} if any(active for _shown, active in read_pages) else set()
    elif any(text_of(page)[1] for page in pages):
        dropped |= {"scripts"}
    text, hidden = _without_people(text[:LONGEST_TEXT])
    if not text:
        raise UnreadableError("expected a mail with text in it, got one without: write down by hand what it says")
    return Mail(text, _day(message), tuple(sorted(dropped | hidden | {"headers"})))


def _parts(message: EmailMessage) -> tuple[list[str], list[str], set[str]]:
    """The plain texts, the pages in HTML, and what was left out; nothing of an attachment is decoded."""
    texts: list[str] = []
    pages: list[str] = []
    dropped: set[str] = set()
    todo: list[tuple[EmailMessage, int]] = [(message, 0)]
    seen = 0
    while todo:
        part, depth = todo.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > DEEPEST:
            raise ValueError(f"more than {MOST_PARTS} parts, or parts within parts {DEEPEST} deep")
        if part.is_attachment() or part.get_filename():
            dropped.add("attachments")
        elif part.get_content_type() == "message/rfc822":
            dropped.add("attachments")  # a mail within a mail tells of others
        elif part.is_multipart():
            todo = [(inner, depth + 1) for inner in part.iter_parts() if isinstance(inner, EmailMessage)] + todo
        elif part.get_content_type() in ("text/plain", "text/html"):
            (texts if part.get_content_type() == "text/plain" else pages).append(_decoded(part))
        else:
            dropped.add("attachments")
    return texts, pages, dropped


def _decoded(part: EmailMessage) -> str:
    """The words of a part in whatever letters it says; letters that do not exist are left out."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    for name in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("latin-1")


def _without_people(text: str) -> tuple[str, set[str]]:
    """The text before what it quotes, without lines that are headers of other mails and without addresses of mail."""
    hidden: set[str] = set()
    cut = QUOTED.search(text)
    if cut is not None and text[: cut.start()].strip():
        text, hidden = text[: cut.start()], {"quoted"}
    own = "\n".join(line for line in HEADED.sub("", text).split("\n") if not line.startswith(">"))
    if own != text:
        text, hidden = own, hidden | {"quoted"}
    bare = ADDRESS.sub("[…]", text)
    return plain(bare), hidden | ({"addresses"} if bare != text else set())


def _day(message: EmailMessage) -> date | None:
    """The day on which it was sent, when the mail says so in a way that can be read."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("Date", ""))).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
