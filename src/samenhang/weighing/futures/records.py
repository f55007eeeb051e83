"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.records import Kind, Records, SheetKind, Told
from samenhang.weighing.futures.models import Anchor, Driver, Future, Lever, Preset, Scenario, Sector, StartQuantity


def _future(row: Future) -> Told:
    return Told(written(row.name))


RECORDS = Records(
    kinds=(
        Kind("future", Future, _("Future"), page="futures:future", own=True, told=_future, needs=("name",)),
        Kind("drivers", Driver, _("Driver of the future"), page="futures:model"),
        Kind("levers", Lever, _("What somebody can do"), page="futures:lab"),
        Kind("sectors", Sector, _("Sector"), page="futures:model"),
        Kind("presets", Preset, _("Corner of the published scenarios"), page="futures:lab"),
        Kind("starts", StartQuantity, _("What the futures start from"), page="futures:model"),
        Kind("anchors", Anchor, _("Published figure that the futures are held against"), page="futures:model"),
        Kind("scenarios", Scenario, _("Scenario"), _("Scenarios"), page="futures:scenarios"),
    ),
    sheets=(
        SheetKind("future-start", _("Where every area starts"), _("Start of an area")),
        SheetKind("future-setting", _("Setting of a future"), _("Lever or driver of a future")),
        SheetKind("future-result", _("What a future gives"), _("Number of a future")),
    ),
    roles={
        "setting": _("setting"),
        "start": _("start of the areas"),
        "quantities": _("what the areas start from"),
        "drivers": _("drivers"),
        "levers": _("levers"),
    },
    columns={
        "cell": _("row"),
        "likely": _("likely"),
        "how": _("how this is known"),
        "other": _("the other"),
        "quantity": _("what of the area"),
        "key": _("divided by"),
        "part": _("part"),
        "name": _("name"),
        "year": _("year"),
        "mode": _("most likely"),
        "quarter": _("a quarter of the futures lies below"),
        "threequarter": _("a quarter of the futures lies above"),
    },
)
