"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.screen.records import Records, SheetKind

RECORDS = Records(
    sheets=(
        SheetKind("range", _("Figures side by side"), _("Figures side by side")),
        SheetKind("report", _("Report"), _("Number in a report"), many=_("Reports"), page="reports:page"),
        SheetKind(
            "talking", _("Talking sheet"), _("Number in a talking sheet"), many=_("Talking sheets"),
            page="reports:published_talk",
        ),
        SheetKind("rate", _("Numbers per thousand inhabitants"), _("Number per thousand inhabitants")),
    ),
    roles={
        "definitions": _("definitions"),
        "counts": _("counts"),
    },
    columns={
        "slot": _("place in the report"),
        "decimals": _("decimals"),
        "via": _("by way of"),
    },
)  # fmt: skip
