"""Reference firms: published numbers of jobs and floor area of large establishments."""

from samenhang.ground.lexicon.models import Declared, declares
from samenhang.insight.evidence.models import Publication  # noqa: F401 - reference firms cite publications


@declares("reference_firms")
class ReferenceFirm(Declared):
    """One published number about a type of firm."""

    class Meta:
        ordering = ["line"]
