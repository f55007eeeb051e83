"""Choosing which figure is read for a purpose."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.actions.line import CannotReceive
from samenhang.insight.evidence.models import Figure, Indicator, Reading


@act("evidence.read", needs=Permission.CHOOSE)
def read(
    *,
    indicator: Indicator,
    area: Area,
    purpose: Purpose,
    choice: Ref,
    reason: Words,
    example: bool,
    by: Actor,
    at: datetime,
) -> Reading:
    """Choose which figure is read for a purpose. The earlier reading stays, and says that it was overtaken."""
    if not reason.strip():
        raise CannotReceive(_("Write in one sentence why this figure fits the purpose."))
    sheet, _mark, cell = choice.partition("#")
    row = cell.rpartition("/")[0]
    if not Figure.objects.filter(indicator=indicator, area=area, sheet=sheet, row=row).exists():
        raise CannotReceive(_("Choose one of the figures of this indicator and this area."))
    earlier = Reading.objects.filter(indicator=indicator, area=area, purpose=purpose, overtaken_by=None).first()
    words = Prose.objects.create(body=str(reason))
    made = Reading(
        indicator=indicator, area=area, purpose=purpose, choice=choice, reason=words, by=by.ref, at=at, example=example
    )
    if earlier is not None:
        # a row cannot have two readings in force, not even for a moment: the earlier one steps aside first
        earlier.overtaken_by = earlier
        earlier.save(update_fields=["overtaken_by"])
    made.save()
    if earlier is not None:
        earlier.overtaken_by = made
        earlier.save(update_fields=["overtaken_by"])
    return made
