"""What the tests of reports and of the trace share: reading a page as a reader does, by its links and its words."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

from django.utils import timezone

from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Source


class Reader(HTMLParser):
    """The links and the words within <main>, or within another element of a page."""

    def __init__(self, within="main"):
        super().__init__(convert_charrefs=True)
        self.within, self.depth, self.links, self.words, self.href = within, 0, [], [], None

    def handle_starttag(self, tag, attrs):
        self.depth += tag == self.within
        if self.depth and tag == "a":
            self.href = dict(attrs).get("href", "")
            self.links.append([self.href, ""])

    def handle_endtag(self, tag):
        self.depth -= tag == self.within
        if tag == "a":
            self.href = None

    def handle_data(self, data):
        if self.depth:
            self.words.append(data)
            if self.href is not None:
                self.links[-1][1] += data


def links(response, within="main"):
    """Every link of a page as (address, words)."""
    reader = Reader(within)
    reader.feed(response.content.decode())
    return [(href, " ".join(text.split())) for href, text in reader.links]


def words(response, within="main"):
    reader = Reader(within)
    reader.feed(response.content.decode())
    return " ".join(" ".join(reader.words).split())


def link(response, pattern):
    """The first address on a page whose ref matches `pattern`."""
    found = [href for href, _text in links(response) if re.search(pattern, unquote(href))]
    assert found, f"no link to {pattern} among {links(response)}"
    return found[0]


def delivered(settings, by, change):
    """The delivery of the fictional province once more, changed by `change`."""
    source = Source.objects.get(pk="tn-telling")
    text = (settings.WORKSPACE / source.file).read_text()
    changed = change(text)
    assert changed != text
    evidence.deliver(source=source, data=changed.encode(), by=by, at=timezone.now(), reason="Counted once more.")
