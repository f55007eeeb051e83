"""What the province sees of rounds: the list, and one round with how it stands."""

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer
from samenhang.insight.network.models import Party
from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices.models import Phase, Proposition, Round, Sifted
from samenhang.insight.voices.queries.words import said


def rounds(viewer: Viewer) -> QuerySet[Round]:
    """The rounds that a viewer may see: a draft is seen by who holds rounds alone."""
    found = Round.objects.select_related("questionnaire__panel").prefetch_related("areas")
    return found if viewer.may(Permission.HEAR) else found.exclude(phase=Phase.DRAFT)


def one(viewer: Viewer, pk: int) -> Round | None:
    return rounds(viewer).filter(pk=pk).first()


def drafts(found: Round, text: Texts) -> list[tuple[Proposition, str]]:
    """The statements of a round that is not open yet."""
    rows = found.propositions.filter(state=Sifted.SHOWN).select_related("original")
    return [(row, said(row, text)[0]) for row in rows]


def panel(found: Round) -> Party | None:
    """The party that speaks for who takes part: in an appraisal it gives weights of its own."""
    return found.questionnaire.panel if found.questionnaire else None
