"""The pages of the test of new business, one module a subject."""

from samenhang.weighing.impact.views.enter import batch, new
from samenhang.weighing.impact.views.numbers import firms
from samenhang.weighing.impact.views.plans import again, move, plan, plans
from samenhang.weighing.impact.views.result import result, together

__all__ = ["again", "batch", "firms", "move", "new", "plan", "plans", "result", "together"]
