"""Proposals of what fits: the newest, one by its number, and whether its worker still lives."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.steering.programme.models import Proposal

SILENT = timedelta(minutes=5)  # longer than any step takes, and than the search takes to compile


def lost(proposal: Proposal, at: datetime) -> bool:
    """Whether the worker of a proposal has been silent for so long that it must be gone."""
    running = proposal.state == Proposal.State.RUNNING
    return running and proposal.beat_at is not None and at - proposal.beat_at > SILENT


def proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """Every proposal, newest first; they are public."""
    return Proposal.objects.order_by("-pk")


def newest(viewer: Viewer) -> Proposal | None:
    """The newest proposal that has a result."""
    return proposals(viewer).filter(state=Proposal.State.DONE).first()
