"""The ledger's own deed: destroying on request what may be destroyed. The chain stays whole; a tombstone keeps the place."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries, store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Tombstone


class NothingToErase(Exception):
    """The ref names nothing that can be destroyed; the text is a sentence for people."""


@act("ledger.erased", needs=Permission.ERASE)
def erase(*, target: Ref, reason: Words, by: Actor, at: datetime) -> None:
    """Destroy a text (`text:12`) or a sheet's file (`sheet:…`); what cites it shows "erased on request"."""
    if Tombstone.objects.filter(ref=target).exists():
        raise NothingToErase(_("This was erased before."))
    sheet = queries.sheet(target) if target.startswith("sheet:") else None
    if sheet is not None:
        store.destroy(sheet.digest)
    elif not (target.startswith("text:") and Prose.objects.filter(pk=target.removeprefix("text:")).delete()[0]):
        raise NothingToErase(_("Nothing was found under this reference. Texts and sheets can be erased."))
    Tombstone.objects.create(ref=target, reason=str(reason), at=at)
