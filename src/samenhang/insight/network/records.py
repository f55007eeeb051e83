"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.insight.network.models import Interest, Party, PartyRole
from samenhang.screen.records import Kind, Records

RECORDS = Records(
    kinds=(
        Kind("parties", Party, _("Party"), _("Parties"), page="network:party", own=True),
        Kind("party_roles", PartyRole, _("Role of a party"), _("Roles of parties"), within="parties"),
        Kind("interests", Interest, _("Interest of a party"), _("Interests of parties"), within="parties"),
    ),
)
