"""Roll-call of the rooms."""

from samenhang.steering.governance.models import *  # noqa: F403
from samenhang.steering.programme.models import *  # noqa: F403
from samenhang.steering.vision.models import *  # noqa: F403
