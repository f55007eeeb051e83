"""Questions to the vision: the list and one of them (`versions`), where parties stand (`stands`), the session (`session`)."""

from samenhang.steering.vision.queries.stands import directional_plan
from samenhang.steering.vision.queries.versions import title_of, visions, waiting

__all__ = ["directional_plan", "title_of", "visions", "waiting"]
