"""What pledges, results, recommendations and other programmes are called; `words` has the rest."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "pledge_step": _("What became of a pledge"),
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
    "pledge_step": _("What became of pledges"),
    "milestone": _("Milestones"),
    "result": _("Agreed results"),
    "result_report": _("Reports of results"),
    "report_period": _("Reporting periods"),
    "handling": _("What was done with recommendations"),
    "kindred": _("Other integral programmes"),
    "kindred_step": _("How it stands with other programmes"),
}
ROLES: dict[str, str | Promise] = {
    "pledge": _("pledge"),
    "milestone": _("milestone"),
    "goals": _("goals"),
    "report": _("report"),
    "recommendation": _("recommendation"),
    "kindred": _("another programme"),
}
