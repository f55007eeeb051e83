"""What a sender sees: texts in one language, who to call, and, with a code, how the report stands."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from samenhang.ground.places.queries import areas
from samenhang.insight.senders.queries import LETTERS, Texts, digest, tidy
from samenhang.insight.signals.models import Helpline, Message, Signal, Standing


@dataclass(frozen=True)
class Line:
    name: str
    phone: str  # empty when no page confirms a number
    about: str
    site: str

    @property
    def dial(self) -> str:
        return "".join(self.phone.split())


def lines(text: Texts) -> list[Line]:
    """Who to call, in the language of the sender."""
    rows = Helpline.objects.filter(withdrawn_on=None).order_by("order")
    return [Line(row.name, row.phone, text.get(row.about), row.source_url) for row in rows]


def municipalities(on: date) -> list[tuple[str, str]]:
    """The places to choose from: the smallest areas of the workspace."""
    return [(area.pk, area.name) for area in areas(on, "municipality")]


@dataclass(frozen=True)
class Followed:
    """A report as its sender sees it."""

    signal: Signal
    main: Signal  # the one that is handled: itself, or the one that it was joined to
    text: Texts

    @property
    def state(self) -> str:
        """In the words of the sender; that a report is on a guarded route is nobody's to read over a shoulder."""
        state = Standing.OPEN if self.main.state == Standing.GUARDED else self.main.state
        return self.text[f"state_{state}"]

    @property
    def passed_to(self) -> str:
        route = self.main.route if self.main.state == Standing.PASSED else None
        return str(route.party.name) if route else ""

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.signal.messages.select_related("words"))


def followed(code: str, text: Texts) -> Followed | None:
    """The report behind a code."""
    if len(tidy(code)) != LETTERS:
        return None
    found = (
        Signal.objects.select_related("words", "into__route__party", "route__party").filter(code=digest(code)).first()
    )
    return Followed(found, found.into or found, text) if found else None
