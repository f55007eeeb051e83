"""The pages of evidence: figures and readings, areas, and the plain registers."""

from samenhang.insight.evidence.views.areas import area, areas
from samenhang.insight.evidence.views.divisions import divisions
from samenhang.insight.evidence.views.figures import indicator, indicators, read
from samenhang.insight.evidence.views.registers import bottlenecks, definitions, publications
from samenhang.insight.evidence.views.series import series

__all__ = ["area", "areas", "bottlenecks", "definitions", "divisions", "indicator", "indicators", "publications", "read",
           "series"]  # fmt: skip
