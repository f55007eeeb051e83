"""Research questions: what nobody knows, who owns the question, and when the answer is due."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenhang.ground.lexicon.models import TABLES
from samenhang.ground.people.queries import names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator, Question
from samenhang.insight.evidence.queries.words import CLOSED

OWNERS = "parties"


def questions() -> QuerySet[Question]:
    """Every research question, open and closed; they are public."""
    return Question.objects.select_related("indicator", "area", "words", "closing")


def owners() -> list[tuple[str, str]]:
    """Who can own a question: the parties of the workspace, as ref and name. Their room lies above this one."""
    parties = TABLES[OWNERS]._default_manager.filter(withdrawn_on=None).order_by("name")
    return [(party.ref, party.name) for party in parties]


@dataclass(frozen=True)
class Asked:
    """A research question as a page shows it."""

    question: Question
    words: str
    owner: str
    by: str
    outcome: str
    closing: str
    closed_by: str
    overdue: bool

    def __str__(self) -> str:
        """How it stands, for a file."""
        if self.outcome:
            return f"{self.outcome}: {self.closing}"
        return _("past its day") if self.overdue else pgettext("a question", "open")


def told(found: Iterable[Question], today: date) -> list[Asked]:
    """Questions in words, with the name of their owner. Two queries, however many there are."""
    found = list(found)
    names = names_of({ref for one in found for ref in (one.by, one.closed_by)})
    parties = TABLES[OWNERS]._default_manager.in_bulk([one.owner.partition(":")[2] for one in found])
    made = []
    for one in found:
        party = parties.get(one.owner.partition(":")[2])
        made.append(
            Asked(
                one, one.words.body if one.words else "", party.name if party else one.owner, names.get(one.by, ""),
                str(CLOSED.get(one.outcome, "")), one.closing.body if one.closing else "",
                names.get(one.closed_by, ""), not one.outcome and one.due_on < today,
            )
        )  # fmt: skip
    return made


def open_at(area: Area, today: date) -> dict[str, list[Asked]]:
    """The open questions about an area, by indicator."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for asked in told(questions().filter(area=area, outcome="").order_by("due_on", "pk"), today):
        found[asked.question.indicator_id].append(asked)
    return found


def areas() -> list[tuple[str, str]]:
    return list(Area.objects.filter(questions__isnull=False).distinct().order_by("name").values_list("pk", "name"))


def indicators() -> list[tuple[str, str]]:
    found = Indicator.objects.filter(questions__isnull=False).distinct().order_by("order")
    return [(one.pk, one.label) for one in found]


def owners_of_questions() -> list[tuple[str, str]]:
    """The parties that own a question, for a filter."""
    refs = set(Question.objects.order_by().values_list("owner", flat=True).distinct())
    return [(ref, name) for ref, name in owners() if ref in refs]
