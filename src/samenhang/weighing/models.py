"""Roll-call of the rooms."""

from samenhang.weighing.appraisal.models import *  # noqa: F403
from samenhang.weighing.futures.models import *  # noqa: F403
from samenhang.weighing.impact.models import *  # noqa: F403
