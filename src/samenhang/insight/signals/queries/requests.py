"""What other programmes asked of the central desk."""

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer
from samenhang.insight.signals.models import DeskReply, DeskRequest


def requests(viewer: Viewer) -> QuerySet[DeskRequest]:
    """All requests for the desk, none for anybody else."""
    if not viewer.may(Permission.HANDLE):
        return DeskRequest.objects.none()
    return DeskRequest.objects.select_related("asker", "question")


def replies(asked: DeskRequest) -> list[DeskReply]:
    """The answer, theme by theme."""
    return list(asked.replies.select_related("theme", "words").order_by("theme__order"))
