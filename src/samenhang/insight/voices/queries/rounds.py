"""What the province sees of rounds: the list, and one round with how it stands."""

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer
from samenhang.insight.voices.models import Phase, Round


def rounds(viewer: Viewer) -> QuerySet[Round]:
    """The rounds that a viewer may see: a draft is seen by who holds rounds alone."""
    found = Round.objects.prefetch_related("areas")
    return found if viewer.may(Permission.HEAR) else found.exclude(phase=Phase.DRAFT)


def one(viewer: Viewer, pk: int) -> Round | None:
    return rounds(viewer).filter(pk=pk).first()
