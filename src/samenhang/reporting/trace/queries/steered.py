"""What results, recommendations and other programmes are called on a page, as `words` has it for the rest of the record."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "milestone": _("Milestone"),
    "result": _("Agreed result"),
    "result_report": _("Report of a result"),
    "report_period": _("Reporting period"),
    "handling": _("What was done with a recommendation"),
    "kindred": _("Another integral programme"),
    "kindred_step": _("How it stands with another programme"),
    "track_rules": _("Rule for a result"),
}
MANY: dict[str, str | Promise] = {
    "milestone": _("Milestones"),
    "result": _("Agreed results"),
    "result_report": _("Reports of results"),
    "report_period": _("Reporting periods"),
    "handling": _("What was done with recommendations"),
    "kindred": _("Other integral programmes"),
    "kindred_step": _("How it stands with other programmes"),
}
ROLES: dict[str, str | Promise] = {
    "milestone": _("milestone"),
    "goals": _("goals"),
    "report": _("report"),
    "recommendation": _("recommendation"),
    "kindred": _("another programme"),
}
