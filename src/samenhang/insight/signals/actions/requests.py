"""The central desk: another programme asks, and gets one answer on every weighed theme at once."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Words, act
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.insight.signals.actions.refused import CannotHandle
from samenhang.insight.signals.actions.sender import private
from samenhang.insight.signals.models import DeskReply, DeskRequest

MOST_HOURS = 1000


@act("signals.requested", needs=Permission.HANDLE)
def request(*, asker: Words, question: Words, reply_by: date, by: Actor, at: datetime) -> DeskRequest:
    """Write down what another programme asks, and by when."""
    if not asker.strip() or not question.strip():
        raise CannotHandle(_("Write down who asks, and what."))
    if reply_by < at.date():
        raise CannotHandle(_("This day has passed. Choose today or a later day."))
    return DeskRequest.objects.create(
        asker=private(asker), question=private(question), received_on=at.date(), reply_by=reply_by, holder=by.ref
    )


@act("signals.replied", needs=Permission.HANDLE)
def reply(
    *, asked: DeskRequest, themes: list[Theme], words: list[Words], hours: float, by: Actor, at: datetime
) -> None:
    """Answer a request: something on every weighed theme, also where that is that nothing changes."""
    told = {theme.pk: text for theme, text in zip(themes, words, strict=True) if text.strip()}
    missing = [str(theme.label) for theme in weighed_themes() if theme.pk not in told]
    if missing:
        raise CannotHandle(
            _("An answer of the desk speaks on every theme. Write something on: %(themes)s.")
            % {"themes": ", ".join(missing)}
        )
    if not 0 <= hours <= MOST_HOURS:
        raise CannotHandle(_("The hours should be a number from 0 to 1000."))
    done = DeskRequest.objects.filter(pk=asked.pk, answered_on=None).update(answered_on=at.date(), hours=hours)
    if not done:
        raise CannotHandle(_("This request was answered before."))
    for pk, text in told.items():
        DeskReply.objects.create(request=asked, theme_id=pk, words=private(text))
