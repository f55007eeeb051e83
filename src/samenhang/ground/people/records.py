"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.people.models import Role, Seat
from samenhang.screen.records import Kind, Records

RECORDS = Records(
    kinds=(
        Kind("seat", Seat, _("Seat"), _("Seats"), needs=("role", "area")),
        Kind("roles", Role, _("Role of a seat")),
    ),
    roles={
        "area": _("area"),
        "role": _("role"),
    },
)
