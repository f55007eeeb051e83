"""Questions to the figures, one module a subject. What other rooms may ask stands here by name.

Only figures of the current edition of each source are read; an older edition stays for what cites it.
"""

from samenhang.insight.evidence.queries.figures import cell_of, current, figures_at, figures_of
from samenhang.insight.evidence.queries.readings import Moved, moved, reading_in_force, readings
from samenhang.insight.evidence.queries.registers import ThemeAndField, counts_by_theme_and_field
from samenhang.insight.evidence.queries.verify import verify_figures
from samenhang.insight.evidence.queries.waiting import Waiting, waiting

__all__ = [
    "Moved",
    "ThemeAndField",
    "Waiting",
    "cell_of",
    "counts_by_theme_and_field",
    "current",
    "figures_at",
    "figures_of",
    "moved",
    "reading_in_force",
    "readings",
    "verify_figures",
    "waiting",
]
