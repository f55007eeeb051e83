"""Questions to the appraisals, one module a subject. What other rooms may ask stands here by name."""

from samenhang.weighing.appraisal.queries.choices import (
    evidence,
    figure_words,
    leans_on,
    parties,
    party_names,
    reading_words,
)
from samenhang.weighing.appraisal.queries.lists import STEPS, appraisals
from samenhang.weighing.appraisal.queries.page import (
    Page,
    Result,
    appraisal_page,
    page_of,
    question_of,
    result_of,
    words_of,
)
from samenhang.weighing.appraisal.queries.sheets import RESULT, SCORES, WEIGHTS, Standing, decisions_on, standing

__all__ = [
    "RESULT",
    "SCORES",
    "STEPS",
    "WEIGHTS",
    "Page",
    "Result",
    "Standing",
    "appraisal_page",
    "appraisals",
    "decisions_on",
    "evidence",
    "figure_words",
    "leans_on",
    "page_of",
    "parties",
    "party_names",
    "question_of",
    "reading_words",
    "result_of",
    "standing",
    "words_of",
]
