"""The pages of evidence: figures and readings, what is said of them, areas, and the plain registers."""

from samenhang.insight.evidence.views.areas import area, areas
from samenhang.insight.evidence.views.aside import aside
from samenhang.insight.evidence.views.bridge import bridge
from samenhang.insight.evidence.views.contests import approve, contest, contests, talk
from samenhang.insight.evidence.views.deliveries import delivery, dry_run
from samenhang.insight.evidence.views.divisions import divisions
from samenhang.insight.evidence.views.figures import indicator, indicators, read
from samenhang.insight.evidence.views.observed import retract
from samenhang.insight.evidence.views.questions import close, questions
from samenhang.insight.evidence.views.registers import bottlenecks, definitions, publications
from samenhang.insight.evidence.views.revisions import revisions
from samenhang.insight.evidence.views.series import series

__all__ = [
    "approve",
    "area",
    "areas",
    "aside",
    "bottlenecks",
    "bridge",
    "close",
    "contest",
    "contests",
    "definitions",
    "delivery",
    "divisions",
    "dry_run",
    "indicator",
    "indicators",
    "publications",
    "questions",
    "read",
    "retract",
    "revisions",
    "series",
    "talk",
]
