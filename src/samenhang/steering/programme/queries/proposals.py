"""Proposals of what fits: the newest, one by its number, and whether its worker still lives."""

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.steering.programme.models import Proposal


def proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """Every proposal, newest first; they are public."""
    return Proposal.objects.order_by("-pk")


def newest(viewer: Viewer) -> Proposal | None:
    """The newest proposal that has a result."""
    return proposals(viewer).filter(state=Proposal.State.DONE).first()
