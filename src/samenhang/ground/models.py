"""Roll-call of the rooms."""

from samenhang.ground.ledger.models import *  # noqa: F403
from samenhang.ground.lexicon.models import *  # noqa: F403

from samenhang.ground.places.models import *  # noqa: F403  isort: skip
from samenhang.ground.people.models import *  # noqa: F403  isort: skip
