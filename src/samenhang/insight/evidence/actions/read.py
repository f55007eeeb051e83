"""Choosing which figure is read for a purpose."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.actions.line import CannotReceive
from samenhang.insight.evidence.models import Aside, Figure, Indicator, Reading


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
    figure = Figure.objects.filter(indicator=indicator, area=area, sheet=sheet, row=row).first()
    if figure is None:
        raise CannotReceive(_("Choose one of the figures of this indicator and this area."))
    if Aside.objects.filter(source=figure.source_id, row=row, back_at=None).exists():
        raise CannotReceive(_("This figure was set aside. Choose another, or take back first that it was set aside."))
    words = Prose.objects.create(body=str(reason))
    return overtake(
        Reading(
            indicator=indicator, area=area, purpose=purpose, choice=choice, reason=words, by=by.ref, at=at,
            example=example,
        )
    )  # fmt: skip


def overtake(made: Reading) -> Reading:
    """Put a reading in force; the one that was in force steps aside and says by what it was overtaken."""
    earlier = Reading.objects.filter(
        indicator=made.indicator, area=made.area, purpose=made.purpose, overtaken_by=None
    ).first()
    if earlier is not None:
        # a row cannot have two readings in force, not even for a moment: the earlier one steps aside first
        earlier.overtaken_by = earlier
        earlier.save(update_fields=["overtaken_by"])
    made.save()
    if earlier is not None:
        earlier.overtaken_by = made
        earlier.save(update_fields=["overtaken_by"])
    return made
