"""Questions to the test of new business, one module a subject. What other rooms may ask stands here by name."""

from samenhang.weighing.impact.queries.inputs import Inputs, inputs_of, model_of
from samenhang.weighing.impact.queries.numbers import Number, Reference, firms, numbers, references
from samenhang.weighing.impact.queries.plans import History, PlanPage, names, plan_page, plans, regions, title_of
from samenhang.weighing.impact.queries.result import Result, only, result_at, results

__all__ = [
    "History",
    "Inputs",
    "Number",
    "PlanPage",
    "Reference",
    "Result",
    "firms",
    "inputs_of",
    "model_of",
    "names",
    "numbers",
    "only",
    "plan_page",
    "plans",
    "references",
    "regions",
    "result_at",
    "results",
    "title_of",
]
