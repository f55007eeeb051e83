"""Setting a figure aside, with a reason that stays, and taking that back."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Aside, Indicator
from samenhang.insight.evidence.queries.figures import figure_at
from samenhang.insight.evidence.queries.words import ASIDE


class CannotSetAside(Exception):
    """A setting aside, or a taking back, that is refused; the text is a sentence for people."""


@act("evidence.set_aside", needs=Permission.ASK)
def set_aside(
    *, figure: Ref, area: Area, indicator: Indicator, kind: Code, words: Words, by: Actor, at: datetime
) -> Aside:
    """Set a figure aside. It stays in view with its reason; it is chosen for no purpose and no longer lowest or highest."""
    found = figure_at(figure)
    if found is None or (found.area_id, found.indicator_id) != (area.pk, indicator.pk):
        raise CannotSetAside(_("Choose one of the figures of this indicator and this area that are shown now."))
    if kind not in ASIDE:
        raise CannotSetAside(_("Choose one of the reasons in the list."))
    if not words.strip():
        raise CannotSetAside(_("Write in one sentence why this figure is set aside."))
    if Aside.objects.filter(source=found.source_id, row=found.row, back_at=None).exists():
        raise CannotSetAside(_("This figure was set aside already."))
    return Aside.objects.create(
        indicator=indicator, area=area, source_id=found.source_id, sheet=found.sheet, row=found.row, kind=kind,
        words=Prose.objects.create(body=words.strip()), by=by.ref, at=at,
    )  # fmt: skip


@act("evidence.taken_back", needs=Permission.ASK)
def take_back(*, aside: Aside, words: Words, by: Actor, at: datetime) -> Aside:
    """Take back that a figure was set aside: it stands among the others again, and both reasons stay."""
    if not words.strip():
        raise CannotSetAside(_("Write in one sentence why this figure counts again."))
    kept = Prose.objects.create(body=words.strip())
    back = Aside.objects.filter(pk=aside.pk, back_at=None).update(back_words=kept, back_by=by.ref, back_at=at)
    if not back:
        raise CannotSetAside(_("This was taken back before."))
    aside.refresh_from_db()
    return aside
