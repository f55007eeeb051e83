"""Roll-call of the rooms."""

from samenhang.insight.evidence.models import *  # noqa: F403
from samenhang.insight.network.models import *  # noqa: F403
from samenhang.insight.senders.models import *  # noqa: F403
from samenhang.insight.signals.models import *  # noqa: F403
from samenhang.insight.voices.models import *  # noqa: F403
