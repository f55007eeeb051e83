"""Mails and feeds as they come from outside: what is kept of them, what is dropped, and what is refused with a sentence."""

from datetime import date

import pytest

from samenhang.workspace.formats import feed, mail
from samenhang.workspace.formats.delivery import UnreadableError
from samenhang.workspace.formats.markup import text_of

HEAD = (
    b"From: Ion <ion@example.org>\r\nTo: desk@example.org\r\nSubject: Ajutor\r\n"
    b"Received: from 192.0.2.7\r\nDate: Tue, 10 Jun 2025 04:00:00 +0200\r\n"
)


def parted(*parts: bytes) -> bytes:
    body = b"".join(b"--cut\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/mixed; boundary=cut\r\n\r\n" + body + b"--cut--\r\n"


TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\nSunt doisprezece oameni \xc3\xaentr-o camer\xc4\x83."
PAGE = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Te veel <b>mensen</b></p><script>steal()</script>"
PHOTO = b"Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename=a.jpg\r\n\r\nExif GPS 51.4"


def test_of_a_mail_only_the_text_and_the_day_are_kept() -> None:
    assert mail.read(HEAD + TEXT) == mail.Mail(
        "Sunt doisprezece oameni într-o cameră.", date(2025, 6, 10), ("headers",)
    )


def test_a_page_becomes_text_and_its_scripts_are_dropped() -> None:
    assert mail.read(HEAD + PAGE) == mail.Mail("Te veel mensen", date(2025, 6, 10), ("headers", "html", "scripts"))


def test_the_plain_text_is_taken_beside_a_page_and_a_photo() -> None:
    found = mail.read(parted(TEXT, PAGE, PHOTO))
    assert found == mail.Mail(
        "Sunt doisprezece oameni într-o cameră.", date(2025, 6, 10), ("attachments", "headers", "scripts")
    )


def test_addresses_and_mails_of_others_are_dropped() -> None:
    said = (
        b"Content-Type: text/plain\r\n\r\nGeen loon. Mail ion@example.org.\n\nVan: Ion\nAan: Baas\nOnderwerp: loon\n"
        b"> dat klopt niet\n-----Oorspronkelijk bericht-----\nDe baas schrijft"
    )
    assert mail.read(HEAD + said) == mail.Mail(
        "Geen loon. Mail […].", date(2025, 6, 10), ("addresses", "headers", "quoted")
    )


def test_one_line_that_looks_like_a_header_may_be_what_somebody_says() -> None:
    found = mail.read(HEAD + b"Content-Type: text/plain\r\n\r\nDatum: 3 mei. Toen kreeg ik geen loon.")
    assert found.text == "Datum: 3 mei. Toen kreeg ik geen loon."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n....", "begins with its headers"),
        (b"\xff\xd8\xff\xe0 JFIF\r\nFrom: x\r\n\r\nhi", "begins with its headers"),
        (b"%PDF-1.7 From: x", "got a PDF"),
        (b"<html><body>From: x</body></html>", "a web page"),
        (HEAD + b"\r\n   \r\n", "without"),
        (HEAD + b"\r\n" + b"x" * (2 * 1024**2), "at most 2 MB"),
        (parted(*[TEXT] * 101), "damaged"),
        (parted(PHOTO), "without"),
    ],
)
def test_what_is_no_mail_with_text_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        mail.read(data)


def test_a_mail_without_a_day_that_can_be_read_has_none() -> None:
    assert mail.read(b"From: x\r\nDate: yesterday\r\n\r\nGeen loon").day is None


@pytest.mark.parametrize(
    "page",
    [
        '<div style="display:none">secret<br></div>seen',
        "<div hidden>secret</div>seen",
        "<!-- secret -->seen",
        "<style>secret</style>seen",
        '<svg><text>secret</text></svg><p title="a>secret">seen</p>',
        "<script>document.write('<p>secret</p>')</script>seen",
        "se\u200be\u202en<img src=x onerror=secret()>",
        "seen<script>secret",
        "seen<!-- secret",
    ],
)
def test_only_what_a_reader_sees_is_text(page: str) -> None:
    assert text_of(page)[0] == "seen"


# --- feeds

RSS = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Krant</title>
<item><title>Nieuwe &lt;b&gt;regels&lt;/b&gt;</title><link>/een</link><guid>een</guid><pubDate>Tue, 10 Jun 2025 04:00:00 GMT</pubDate>
<description>&lt;script&gt;x&lt;/script&gt;</description></item>
<item><title>Kwaad</title><link>javascript:alert(1)</link><guid>twee</guid></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Rijk</title><entry><id>urn:1</id><title type="html">Wet aangenomen</title>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/wet"/><updated>2026-05-01T10:00:00Z</updated>
<author><name>Iemand</name></author></entry></feed>"""


def test_rss_gives_titles_days_and_links_that_can_be_followed() -> None:
    assert feed.read(RSS, "https://example.org/krant.rss") == (
        feed.Item("een", "Nieuwe regels", "https://example.org/een", date(2025, 6, 10)),
        feed.Item("twee", "Kwaad", "", None),
    )


def test_atom_gives_the_link_of_the_page_and_not_of_itself() -> None:
    assert feed.read(ATOM) == (feed.Item("urn:1", "Wet aangenomen", "https://example.org/wet", date(2026, 5, 1)),)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + b"".join(b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10) for n in range(1, 10))
    + b"]><rss><channel><item><title>&lol9;</title></item></channel></rss>"
)
FETCHES = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


ATOM_LAUGHS = LAUGHS.replace(
    b"<rss><channel><item><title>&lol9;</title></item></channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>&lol9;</title></entry></feed>',
)
WIDE = LAUGHS.replace(b'<?xml version="1.0"?>', b'<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16")


@pytest.mark.parametrize(
    "data", [LAUGHS, ATOM_LAUGHS, WIDE, FETCHES, b'<!DOCTYPE rss SYSTEM "http://127.0.0.1/x.dtd"><rss/>'],
    ids=["rss", "atom", "utf-16", "a file", "a type elsewhere"],
)  # fmt: skip
def test_a_feed_with_entities_is_not_read(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="declares a document type or entities"):
        feed.read(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<rss><channel>" + b"<a>" * 100, "64 deep"),
        (b"<rss>" + b" " * (4 * 1024**2), "at most 4 MB"),
        (b"<html><body>Cookies?</body></html>", "a web page"),
        (b"<rss><channel><item>", "broken"),
        (b"<plist/>", "other XML"),
        (b"", "broken"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableError, match=sentence):
        feed.read(data)


def test_a_feed_without_end_gives_no_more_than_two_hundred_items() -> None:
    items = b"".join(b"<item><title>%d</title></item>" % n for n in range(1000))
    assert len(feed.read(b"<rss><channel>" + items + b"</channel></rss>")) == 200
