"""What people enter for a test of new business: one plan in a form, several in a table, a reason for another state."""

from samenhang.weighing.impact.forms.batch import BatchForm, Checked
from samenhang.weighing.impact.forms.entry import Entry, Known, table_of
from samenhang.weighing.impact.forms.plan import MoveForm, PlanForm, TogetherForm

__all__ = ["BatchForm", "Checked", "Entry", "Known", "MoveForm", "PlanForm", "TogetherForm", "table_of"]
