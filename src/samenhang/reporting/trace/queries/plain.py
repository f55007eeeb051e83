"""The trace of a ref as plain text, for the shell: the line back, where it ends, and what rests on it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samenhang.ground.people.queries import Visitor
from samenhang.reporting.trace.queries.names import Stop
from samenhang.reporting.trace.queries.page import page
from samenhang.screen.cells import Date


def lines(ref: str) -> Iterator[str]:
    """The trace of `ref` in both directions. Raises NoSuchRef with a sentence when there is no such thing."""
    found = page(Visitor(), ref)
    yield _line(found.stop)
    if found.body:
        yield f"  {found.body}"
    yield ""
    yield _("Comes from")
    for depth, level in enumerate(found.levels, 1):
        for stop in level.stops:
            yield f"{'  ' * depth}{_line(stop)}"
            if stop.note:
                yield f"{'  ' * depth}  “{stop.note}”"
    if not found.levels:
        yield f"  {_('This is where the line begins.')}"
    for name, ends in (
        (_("Ends in a source"), found.sources),
        (_("Ends in a judgement of"), found.judgements),
        (_("Ends in what the workspace declares"), found.assumptions),
    ):
        for stop in ends:
            yield f"{name}: {stop.title}{_between(stop.source)}{_between(stop.place)}"
    yield ""
    yield _("What rests on it")
    for group in found.groups:
        yield f"  {group.label}: {group.count}"
        for stop in group.stops[:20]:
            yield f"    {_line(stop)}"
    if not found.groups:
        yield f"  {_('Nothing yet.')}"
    if found.cut:
        yield _("This trace is longer than what is shown.")


def _line(stop: Stop) -> str:
    """`Figure: Labour migrants · 2024 = 92.000 persons (the core team computed figures, 3 March 2026) [sheet:…]`"""
    value = f" = {stop.value}" if stop.value is not None else ""
    when = ", ".join(filter(None, [stop.sentence, str(Date(stop.at.date())) if stop.at else ""]))
    mark = f" ({_('worked example')})" if stop.example else ""
    gone = f" ({_('erased on request')}: {stop.erased.reason})" if stop.erased else ""
    return f"{stop.label}: {stop.title}{value}{mark}{gone}{_between(when)} [{stop.ref}]"


def _between(text: str) -> str:
    return f" ({text})" if text else ""
