"""Questions to governance, one module a subject. What other rooms may ask stands here by name."""

from samenhang.steering.governance.queries.decisions import (
    Evidence,
    Waiting,
    decided,
    decision_page,
    evidence_of,
    title_of,
    waiting,
)

__all__ = ["Evidence", "Waiting", "decided", "decision_page", "evidence_of", "title_of", "waiting"]
