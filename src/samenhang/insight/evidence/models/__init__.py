"""The nouns of evidence: figures with what they count and who chose them (`figures`), and what people say of them (`said`)."""

from samenhang.insight.evidence.models.figures import *  # noqa: F403
from samenhang.insight.evidence.models.said import *  # noqa: F403
