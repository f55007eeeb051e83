"""Roll-call of the rooms."""

from samenhang.steering.governance.models import *  # noqa: F403
