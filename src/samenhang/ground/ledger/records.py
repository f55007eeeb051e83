"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.models import Act, Prose, Sheet
from samenhang.screen.records import Kind, Records, SheetKind

RECORDS = Records(
    kinds=(
        Kind("sheet", Sheet, _("Sheet"), _("Sheets")),
        Kind("act", Act, _("Act"), _("Acts")),
        Kind("text", Prose, _("Words of people"), _("Texts")),
    ),
    sheets=(SheetKind("workspace-file", _("File of the workspace")),),
    roles={
        "made": _("made"),
        "target": _("what was erased"),
    },
)
