"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.places.models import Area, AreaEvent, Division, Membership
from samenhang.screen.records import Kind, Records

RECORDS = Records(
    kinds=(
        Kind("areas", Area, _("Area"), _("Areas"), page="evidence:area", own=True),
        Kind("area_events", AreaEvent, _("Change of area"), _("Changes of area"), page="evidence:areas"),
        Kind("divisions", Division, _("Division"), page="evidence:areas"),
        Kind("memberships", Membership, _("Membership of an area"), _("Memberships of areas"), within="areas"),
    ),
)
