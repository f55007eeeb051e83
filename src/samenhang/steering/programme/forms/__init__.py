"""The forms of the programme. What was typed stays; an error says what was expected, what came and what to do."""

from samenhang.steering.programme.forms.measures import MeasureForm, StepForm, fields_of
from samenhang.steering.programme.forms.pledges import PledgeForm

__all__ = ["MeasureForm", "PledgeForm", "StepForm", "fields_of"]
