"""Every room's addresses, at the root. A capability is one folder and one line here."""

from importlib.util import find_spec

from django.conf.urls.i18n import i18n_patterns  # noqa: F401
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from django.views.i18n import set_language

ROOMS = (
    "samenhang.web.home",
    "samenhang.ground.people",
    "samenhang.insight.evidence",
    "samenhang.insight.network",
    "samenhang.insight.signals",
    "samenhang.insight.voices",
    "samenhang.insight.languages",
    "samenhang.weighing.appraisal",
    "samenhang.weighing.futures",
    "samenhang.weighing.impact",
    "samenhang.steering.vision",
    "samenhang.steering.programme",
    "samenhang.steering.governance",
    "samenhang.reporting.reports",
    "samenhang.reporting.trace",
)
urlpatterns = [
    path("taal/", csrf_protect(set_language), name="set_language"),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]
handler400 = "samenhang.web.home.views.bad_request"
handler403 = "samenhang.web.home.views.refused"
handler404 = "samenhang.web.home.views.not_found"
handler500 = "samenhang.web.home.views.broken"
