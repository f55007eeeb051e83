"""The pages of evidence: figures and readings, areas, and the plain registers."""

from samenhang.insight.evidence.views.areas import area, areas
from samenhang.insight.evidence.views.bridge import bridge
from samenhang.insight.evidence.views.figures import indicator, indicators, read
from samenhang.insight.evidence.views.registers import bottlenecks, definitions, publications

__all__ = ["area", "areas", "bottlenecks", "bridge", "definitions", "indicator", "indicators", "publications", "read"]
