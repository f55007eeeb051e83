"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.screen.records import Records

RECORDS = Records(
    roles={
        "text": _("text in one language"),
    },
)
