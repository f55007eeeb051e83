"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.lexicon.models import ChainStage, Level, PolicyField, ProcessRole, Purpose, Theme, Unit, Verb
from samenhang.screen.records import Kind, Records

RECORDS = Records(
    kinds=(
        Kind("themes", Theme, _("Theme"), page="home:coherence"),
        Kind("policy_fields", PolicyField, _("Policy field"), page="home:coherence"),
        Kind("chain_stages", ChainStage, _("Stage of the chain"), _("Stages of the chain"), page="network:chain"),
        Kind("process_roles", ProcessRole, _("Role in the process"), page="network:chain"),
        Kind("levels", Level, _("Level of government"), page="governance:tables"),
        Kind("purposes", Purpose, _("Purpose"), page="evidence:indicators"),
        Kind("verbs", Verb, _("Verb of the record"), page="trace:log"),
        Kind("units", Unit, _("Unit")),
    ),
    roles={
        "files": _("files"),
    },
)
