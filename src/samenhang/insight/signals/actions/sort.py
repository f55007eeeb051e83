"""Giving a signal its theme, its stage of the chain and its area: proposed by words, confirmed by a person."""

from datetime import datetime

from samenhang.ground.ledger.acts import Actor, Permission, act
from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.signals.models import Signal


@act("signals.sorted", needs=Permission.HANDLE)
def sort(
    *, signal: Signal, theme: Theme | None, stage: ChainStage | None, area: Area | None, by: Actor, at: datetime
) -> None:
    """Confirm or change what a signal is about; nothing is known until a person said so."""
    Signal.objects.filter(pk=signal.pk).update(theme=theme, stage=stage, area=area)
