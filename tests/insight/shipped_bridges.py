"""Loads the workspace that WORKSPACE names and prints, as JSON, what its worked bridges show. Run by test_bridges_shipped.py."""

import json

import django
from django.conf import settings

django.setup()
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import translation  # noqa: E402

from samenhang.insight.evidence.models import BridgeStep, Figure, Indicator  # noqa: E402
from samenhang.insight.evidence.queries.bridge import bridge_page  # noqa: E402
from samenhang.insight.evidence.queries.worked import told, worked_bridges  # noqa: E402
from samenhang.web import doors  # noqa: E402

setup_test_environment()
doors.load(quiet=True)
found: dict[str, object] = {}
listed = [one for indicator in Indicator.objects.all() for one in worked_bridges(indicator)]
for one in listed:
    answer = Client().get(one.url, headers={"accept-language": "nl"})
    with translation.override("en"):
        page = bridge_page(one.bridge.indicator, one.start, one.end)
        more = told(page)
        found[one.bridge.pk] = {
            "status": answer.status_code,
            "said": "".join(str(run) for run in answer.context["said"]),
            "bars": [(bar.label, bar.cell.value, bar.cell.low) for bar in page.bars],
            "differing": [each.label for each in page.differing],
            "half": [each.label for each in page.half],
            "silent": [each.label for each in page.silent],
            "groups": [(each.label, each.difference.value) for each in more.groups],
            "clues": [(line.cell.certainty, line.cell.value, line.figure.period) for line in more.clues],
        }
with translation.override("en"):
    # the one known step: a share of the country, as its own publication states both ends
    step = BridgeStep.objects.get()
    current = Figure.objects.filter(indicator=step.indicator, edition__current=True)
    country, province = (
        current.get(area=area, publication=step.publication) for area in (step.from_value, step.to_value)
    )
    page = bridge_page(step.indicator, country, province)
    found["share"] = [(bar.label, bar.cell.value, bar.cell.low, bar.cell.high, bar.estimate) for bar in page.bars]
    other = current.filter(area=step.from_value, period="2019").first()
    found["elsewhere"] = [bar.estimate for bar in bridge_page(step.indicator, other, province).steps]
print("READ" + json.dumps(found))
