"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.records import Kind, Records, SheetKind, Told
from samenhang.weighing.impact.models import (
    BesideIt,
    Beyond,
    EntrepreneurQuestion,
    FirmType,
    Outcome,
    Plan,
    ReferenceFirm,
    ReferenceNumber,
)


def _plan(row: Plan) -> Told:
    return Told(f"{written(row.title)} · {row.area}", example=row.example)


RECORDS = Records(
    kinds=(
        Kind(
            "plan", Plan, _("Plan for a new business"), _("Plans for new business"), page="impact:plan", own=True,
            told=_plan, needs=("title", "area"),
        ),
        Kind("reference_firms", ReferenceFirm, _("Reference firm"), _("Reference firms"), page="impact:firms"),
        Kind("firm_types", FirmType, _("Type of firm"), page="impact:firms"),
        Kind("impact_numbers", ReferenceNumber, _("Reference number"), page="impact:firms"),
        Kind("impact_outcomes", Outcome, _("What a test of new business counts"), page="impact:firms"),
        Kind("impact_evidence", BesideIt, _("Figure beside a test of new business"), page="impact:firms"),
        Kind("impact_beyond", Beyond, _("Point beyond the border"), page="impact:firms"),
        Kind("impact_questions", EntrepreneurQuestion, _("Question for the entrepreneur"), page="impact:plans"),
    ),
    sheets=(
        SheetKind("impact-plans", _("Plans for new business, as entered"), _("What was entered of a plan")),
        SheetKind(
            "impact-result", _("Test of new business"), _("Outcome of a test of new business"), page="impact:result",
        ),
        SheetKind("impact-futures", _("New business in the futures"), _("Shortage with or without new business")),
    ),
    roles={
        "inhabitants": _("inhabitants"),
        "sectors": _("sectors"),
        "plan": _("plan"),
        "plans": _("plans"),
        "numbers": _("reference numbers"),
        "outcomes": _("what is counted"),
        "places": _("places"),
        "beyond": _("points beyond the border"),
        "beside": _("set beside it"),
    },
    columns={
        "about": _("what it is about"),
        "ref": _("copied from"),
    },
)  # fmt: skip
