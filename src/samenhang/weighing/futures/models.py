"""Scenarios as others published them, with what was stated apart from what was calculated from it."""

from samenhang.ground.lexicon.models import Declared, declares
from samenhang.insight.evidence.models import Publication  # noqa: F401 - scenarios cite publications


@declares("scenarios")
class Scenario(Declared):
    """One number of a published scenario."""

    class Meta:
        ordering = ["line"]
