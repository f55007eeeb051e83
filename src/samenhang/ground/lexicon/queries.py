"""Questions to the lexicon: the loaded workspace and its files."""

import json

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.lexicon.models import Province, Theme, Verb


def province() -> Province | None:
    """The workspace that is loaded, or None before the first load."""
    return Province.objects.filter(pk=1).first()


def weighed_themes() -> list[Theme]:
    """The themes in which options are weighed (not the cross-cutting ones), in their order."""
    return list(Theme.objects.filter(cross_cutting=False, withdrawn_on=None))


def sentences() -> dict[str, Verb]:
    """The sentence for people of each verb."""
    return {verb.pk: verb for verb in Verb.objects.filter(withdrawn_on=None)}


def file_sheet(name: str) -> Sheet | None:
    """The sheet of the file `name` as the workspace was last loaded."""
    last = Act.objects.filter(verb="workspace.loaded").order_by("-pk").first()
    if last is None:
        return None
    names = json.loads(last.facts)["names"]
    refs = [mention.ref for mention in last.mentions.filter(role="files").order_by("place")]
    return ledger.sheet(refs[names.index(name)]) if name in names else None
