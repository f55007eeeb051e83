"""The long discussion: questions for the administrative session, where parties stood beforehand, what came of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer
from samenhang.steering.vision.models import SessionQuestion, SessionStand


@dataclass(frozen=True)
class Asked:
    """One question with the positions that were known beforehand, and its outcome when it has one."""

    question: SessionQuestion
    words: str
    stands: tuple[SessionStand, ...]
    outcome: str
    late: bool


def questions(viewer: Viewer) -> QuerySet[SessionQuestion]:
    """Every question with how many positions are known; they are public."""
    found = SessionQuestion.objects.select_related("words", "outcome", "vision")
    return found.annotate(known=Count("stands", distinct=True)).order_by("held_on", "pk")


def words_of(question: SessionQuestion) -> str:
    return written(question.words)


def asked(viewer: Viewer, pk: int, today: date) -> Asked | None:
    """One question; None when there is none."""
    question = questions(viewer).filter(pk=pk).first()
    if question is None:
        return None
    stands = tuple(question.stands.select_related("party", "words"))
    outcome = question.outcome.body if question.outcome else _("erased on request") if question.concluded_at else ""
    return Asked(question, words_of(question), stands, outcome, not question.concluded_at and question.held_on < today)
