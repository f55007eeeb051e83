"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.insight.senders.models import SenderLanguage, SenderText
from samenhang.screen.records import Kind, Records

RECORDS = Records(
    kinds=(
        Kind("sender_languages", SenderLanguage, _("Language of senders")),
        Kind("sender_texts", SenderText, _("Text for senders")),
    ),
)
