"""What the places in a report are called on a page: the second chosen reading, why it was chosen, what is not known."""

import re

from django.utils.translation import gettext_lazy as _

from samenhang.screen.cells import Text

# the slots of a report; `#` is a number or a letter
SLOTS: dict[str, Text] = {
    "figures": _("how many counts there are"),
    "publications": _("how many publications there are"),
    "lowest": _("the lowest count"),
    "highest": _("the highest count"),
    "indicator": _("what is counted"),
    "question": _("the question"),
    "appraisal": _("the appraisal"),
    "decision": _("the decision"),
    "decision-title": _("what was decided"),
    "decision-body": _("the text of the decision"),
    "decision-review": _("when the decision is looked at again"),
    "unknown-more": _("what else is not known"),
    "reading-#": _("chosen reading #"),
    "reading-#-reason": _("why reading # was chosen"),
    "option-#": _("option #"),
    "option-#-first": _("how often option # comes first"),
    "option-#-ranks": _("the ranks of option #"),
    "ground-#": _("figure # under the decision"),
    "unknown-#": _("what is not known, #"),
    "lowest-publication": _("who says the lowest count"),
    "highest-publication": _("who says the highest count"),
    "reading-#-purpose": _("what reading # is for"),
    "reading-#-definition": _("what reading # counts"),
    "reading-#-publication": _("who says reading #"),
    "ground-#-indicator": _("what figure # under the decision counts"),
    "ground-#-publication": _("who says figure # under the decision"),
    "region": _("the region of the neighbours"),
    "division": _("the division"),
    "inhabitants": _("inhabitants"),
    "work-#": _("source # of who works here"),
    "live-#": _("source # of who lives here"),
    "other-#": _("source # that does not say where it counts"),
    "forecast-#": _("expectation #"),
    "more": _("what else is stated"),
    "aspect-#": _("aspect #"),
    "aspect-#-here": _("aspect #, known here"),
    "aspect-#-near": _("aspect #, nearest that is known"),
    "around": _("who is compared"),
    "alike": _("what was counted alike"),
    "alike-#": _("number # that was counted alike"),
    "unlike-#": _("number # that was counted in another way"),
    "silent-#": _("area # without a number"),
    "silent-more": _("other areas without a number"),
}
# what is told of a number of a talking sheet, after its own name
PARTS: dict[str, Text] = {
    "high": _("high end"),
    "definition": _("what it counts"),
    "publication": _("who says it"),
    "area": _("of which area"),
    "indicator": _("indicator"),
    "purpose": _("what it is for"),
    "reason": _("why it was chosen"),
    "moved": _("what moved"),
}


def slot(name: str) -> str:
    """The name of a slot in a report: `reading-2` is chosen reading 2."""
    base, _dash, part = name.rpartition("-")
    said = _slot(name)
    return f"{slot(base)}: {PARTS[part]}" if said == name and base and part in PARTS else said


def _slot(name: str) -> str:
    here = re.fullmatch(r"(aspect-[0-9]+)-here-[0-9]+", name)
    name = f"{here[1]}-here" if here else name
    found = re.search(r"(?<=-)([0-9]+|[A-Z])(?=-|$)", name)
    general = f"{name[: found.start()]}#{name[found.end() :]}" if found else name
    said = SLOTS.get(general)
    if said is None:
        return name
    return str(said).replace("#", found[0]) if found else str(said)
