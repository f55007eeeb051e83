"""Questions to the appraisals, one module a subject. What other rooms may ask stands here by name."""

from samenhang.weighing.appraisal.queries.arguments import Said, arguments
from samenhang.weighing.appraisal.queries.choices import (
    evidence,
    evidence_on,
    figure_words,
    frame_choices,
    leans_on,
    parties,
    party_names,
    reading_words,
)
from samenhang.weighing.appraisal.queries.effects import effects_now, spread_of, whom
from samenhang.weighing.appraisal.queries.frames import FramePage, frame_page, framed, frames, versions
from samenhang.weighing.appraisal.queries.holds import Holds, holds_of
from samenhang.weighing.appraisal.queries.insight import Insight, insight_of, tried
from samenhang.weighing.appraisal.queries.lists import STEPS, appraisals
from samenhang.weighing.appraisal.queries.page import Page, appraisal_page, page_of, question_of
from samenhang.weighing.appraisal.queries.result import Result, result_of, words_of
from samenhang.weighing.appraisal.queries.session import entries, joining_roles, own_entry, room_of
from samenhang.weighing.appraisal.queries.sheets import (
    EFFECTS,
    FACTS,
    RESULT,
    SCORES,
    WEIGHTS,
    WHOLE,
    Standing,
    decisions_on,
    standing,
    table_of,
)

__all__ = [
    "EFFECTS", "FACTS", "RESULT", "SCORES", "STEPS", "WEIGHTS", "WHOLE", "FramePage", "Holds", "Insight", "Page", "Result",
    "Said", "Standing", "appraisal_page", "appraisals", "arguments", "decisions_on", "effects_now", "entries", "evidence",
    "evidence_on", "figure_words", "frame_choices", "frame_page", "framed", "frames", "holds_of", "insight_of",
    "joining_roles", "leans_on", "own_entry", "page_of", "parties", "party_names", "question_of", "reading_words",
    "result_of", "room_of", "spread_of", "standing", "table_of", "tried", "versions", "whom", "words_of",
]  # fmt: skip
