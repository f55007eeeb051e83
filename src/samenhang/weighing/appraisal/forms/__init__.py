"""The forms of an appraisal, one per step. What was typed stays; an error says what was expected, what came and what to do."""

from samenhang.weighing.appraisal.forms.fields import PlainForm
from samenhang.weighing.appraisal.forms.frames import FrameForm
from samenhang.weighing.appraisal.forms.opening import ArgumentForm, OpenForm
from samenhang.weighing.appraisal.forms.scores import EffectsForm, ScoresForm
from samenhang.weighing.appraisal.forms.session import InviteForm
from samenhang.weighing.appraisal.forms.weights import EntryForm, TrialForm, WeightsForm, entry_start, weights_now

__all__ = [
    "ArgumentForm",
    "EffectsForm",
    "EntryForm",
    "FrameForm",
    "InviteForm",
    "OpenForm",
    "PlainForm",
    "ScoresForm",
    "TrialForm",
    "WeightsForm",
    "entry_start",
    "weights_now",
]
