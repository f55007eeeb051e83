"""What results, periods and milestones are called on a page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.screen.cells import Text

KINDS: dict[str, Text] = {"output": _("what was done (output)"), "outcome": _("what changed (outcome)")}
REPORTS: dict[str, Text] = {
    "none": pgettext_lazy("report of a result", "not reported"),
    "draft": pgettext_lazy("report of a result", "draft"),
    "approved": pgettext_lazy("report of a result", "approved"),
    "locked": pgettext_lazy("report of a result", "locked"),
}
REPORT_TONES = {"none": "warning", "draft": "active", "approved": "success", "locked": "neutral"}
COURSES: dict[str, Text] = {
    "continue": pgettext_lazy("decision on progress", "continue"),
    "adjust": pgettext_lazy("decision on progress", "adjust"),
    "stop": pgettext_lazy("decision on progress", "stop"),
}
COURSE_TONES = {"continue": "success", "adjust": "warning", "stop": "danger"}
VERDICT_TONES = {"on": "success", "risk": "warning", "off": "danger", "unknown": "neutral"}
REASONS: dict[str, Text] = {
    "no number": _("there is no number"),
    "reached": _("the target is reached"),
    "missed": _("the day has passed and the target was not reached"),
    "on its way": _("on its way"),
    "behind": _("behind the even way"),
    "far behind": _("far behind the even way"),
    "slipped": _("it met the target when it began, and no longer does"),
    "no start": _("nobody counted where it began"),
    "wide": _("the range is too wide to tell"),
    "": pgettext_lazy("report of a result", "not reported"),
}
MILESTONES: dict[str, Text] = {
    "planned": pgettext_lazy("a milestone", "planned"),
    "reached": pgettext_lazy("a milestone", "reached"),
    "dropped": pgettext_lazy("a milestone", "dropped"),
}
MILESTONE_TONES = {"planned": "neutral", "reached": "success", "dropped": "neutral", "late": "warning"}
