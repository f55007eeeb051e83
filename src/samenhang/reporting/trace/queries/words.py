"""What the things of the record are called on a page: kinds, columns, roles of an input."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, str | Promise]

KINDS: Words = {
    "sheet": _("Sheet"),
    "act": _("Act"),
    "seat": _("Seat"),
    "text": _("Words of people"),
    "reading": _("Chosen reading"),
    "appraisal": _("Appraisal"),
    "decision": _("Decision"),
    "future": _("Future"),
    "drivers": _("Driver of the future"),
    "levers": _("What somebody can do"),
    "sectors": _("Sector"),
    "presets": _("Corner of the published scenarios"),
    "starts": _("What the futures start from"),
    "anchors": _("Published figure that the futures are held against"),
    "contest": _("What a seat says of a figure"),
    "answer": _("Answer to a contest"),
    "aside": _("Figure that was set aside"),
    "question": _("Research question"),
    "revision": _("Revision"),
    "areas": _("Area"),
    "area_events": _("Change of area"),
    "divisions": _("Division"),
    "memberships": _("Membership of an area"),
    "themes": _("Theme"),
    "policy_fields": _("Policy field"),
    "chain_stages": _("Stage of the chain"),
    "process_roles": _("Role in the process"),
    "levels": _("Level of government"),
    "purposes": _("Purpose"),
    "reading_rules": _("Rule that chooses a reading"),
    "roles": _("Role of a seat"),
    "verbs": _("Verb of the record"),
    "units": _("Unit"),
    "publications": _("Publication"),
    "definitions": _("Definition"),
    "indicators": _("Indicator"),
    "parties": _("Party"),
    "party_roles": _("Role of a party"),
    "interests": _("Interest of a party"),
    "bottlenecks": _("Bottleneck"),
    "aspects": _("What talking sheets ask"),
    "events": _("Event"),
    "recommendations": _("Recommendation"),
    "tables": _("Meeting table"),
    "lines": _("Standing line"),
    "scenarios": _("Scenario"),
    "reference_firms": _("Reference firm"),
    "sources": _("Source"),
    "bridge_steps": _("Known step between two ways of counting"),
    "bridges": _("Worked bridge between two figures"),
    "bridge_parts": _("Group in a worked bridge"),
}
# what a page calls many of them
MANY: Words = {
    "sheet": _("Sheets"),
    "act": _("Acts"),
    "seat": _("Seats"),
    "text": _("Texts"),
    "reading": _("Chosen readings"),
    "appraisal": _("Appraisals"),
    "decision": _("Decisions"),
    "contest": _("What seats say of figures"),
    "answer": _("Answers to contests"),
    "aside": _("Figures that were set aside"),
    "question": _("Research questions"),
    "revision": _("Revisions"),
    "report": _("Reports"),
    "talking": _("Talking sheets"),
    "figures": _("Figures"),
    "memberships": _("Memberships of areas"),
    "scenarios": _("Scenarios"),
    "reference_firms": _("Reference firms"),
    "party_roles": _("Roles of parties"),
    "interests": _("Interests of parties"),
    "bottlenecks": _("Bottlenecks"),
    "indicators": _("Indicators"),
    "events": _("Events"),
    "recommendations": _("Recommendations"),
    "tables": _("Meeting tables"),
    "lines": _("Standing lines"),
    "areas": _("Areas"),
    "area_events": _("Changes of area"),
    "chain_stages": _("Stages of the chain"),
    "parties": _("Parties"),
    "definitions": _("Definitions"),
    "publications": _("Publications"),
}
SHEETS: Words = {
    "workspace-file": _("File of the workspace"),
    "delivery": _("Delivery as it was received"),
    "tidy": _("Delivery in the fixed form"),
    "figures": _("Figures of one indicator"),
    "counter": _("Counter-figure"),
    "recoded": _("Figures on the borders of today"),
    "sums": _("Sums over regions and the province"),
    "range": _("Figures side by side"),
    "appraisal-scores": _("Scores of an appraisal"),
    "appraisal-weights": _("Weights of a party"),
    "appraisal-result": _("Result of an appraisal"),
    "future-start": _("Where every area starts"),
    "future-setting": _("Setting of a future"),
    "future-result": _("What a future gives"),
    "report": _("Report"),
    "talking": _("Talking sheet"),
    "rate": _("Numbers per thousand inhabitants"),
}
CELLS: Words = {
    "tidy": _("Figure in a delivery"),
    "figures": _("Figure"),
    "counter": _("Counter-figure"),
    "recoded": _("Figure on the borders of today"),
    "sums": _("Sum of the members of an area"),
    "range": _("Figures side by side"),
    "appraisal-scores": _("Score"),
    "appraisal-weights": _("Weight"),
    "appraisal-result": _("Result of an appraisal"),
    "future-start": _("Start of an area"),
    "future-setting": _("Lever or driver of a future"),
    "future-result": _("Number of a future"),
    "report": _("Number in a report"),
    "talking": _("Number in a talking sheet"),
    "rate": _("Number per thousand inhabitants"),
}
COLUMNS: Words = {
    "row": _("row"),
    "slot": _("place in the report"),
    "cell": _("row"),
    "indicator": _("indicator"),
    "area": _("area"),
    "period": _("period"),
    "unit": _("unit"),
    "state": _("state"),
    "certainty": _("certainty"),
    "definition": _("definition"),
    "basis": _("counted where"),
    "publication": _("publication"),
    "mark": _("mark"),
    "wording": _("in the words of the source"),
    "value": _("value"),
    "low": pgettext_lazy("column", "low"),
    "high": pgettext_lazy("column", "high"),
    "likely": _("likely"),
    "flag": _("what was done to it"),
    "reason": _("why there is none"),
    "events": _("mergers and splits"),
    "parts": _("rows it is made of"),
    "missing": _("areas without a figure"),
    "division": _("division"),
    "counted": _("number of members"),
    "unsure": _("members of whom it is not sure"),
    "members": _("members"),
    "stated": _("what the source states"),
    "residual": _("stated less sum"),
    "stated_row": _("row of what the source states"),
    "note_nl": _("note in Dutch"),
    "note_en": _("note in English"),
    "option": _("option"),
    "theme": _("theme"),
    "evidence": _("leans on the figure"),
    "reading": _("leans on the reading"),
    "remark": _("remark"),
    "points": _("points"),
    "first": _("how often it comes first"),
    "confidence": _("how often first with its own best weights"),
    "rank_low": _("best rank"),
    "rank_high": _("worst rank"),
    "value_low": _("value, low"),
    "value_mid": _("value, middle"),
    "value_high": _("value, high"),
    "decimals": _("decimals"),
    "quantity": _("what of the area"),
    "how": _("counted or estimated"),
    "key": _("divided by"),
    "other": _("other area"),
    "part": _("part"),
    "name": _("name"),
    "year": _("year"),
    "mode": _("most likely"),
    "quarter": _("a quarter of the futures lies below"),
    "threequarter": _("a quarter of the futures lies above"),
    "ref": _("copied from"),
    "via": _("by way of"),
}
ROLES: Words = {
    "made": _("made"),
    "source": _("source"),
    "raw": _("delivery"),
    "declaration": _("how the source is read"),
    "words": _("words of the workspace"),
    "files": _("files"),
    "tidy": _("delivery in the fixed form"),
    "indicator": _("indicator"),
    "area": _("area"),
    "purpose": _("purpose"),
    "choice": _("chosen figure"),
    "choices": _("chosen figures"),
    "rule": _("rule"),
    "figure": _("figure"),
    "instead": _("counter-figure"),
    "contest": _("what is contested"),
    "aside": _("what was set aside"),
    "owner": _("owner"),
    "question": _("question"),
    "before": _("figures before"),
    "delivery": _("delivery in the fixed form"),
    "appraisal": _("appraisal"),
    "cites": _("leans on"),
    "scores": _("scores"),
    "weights": _("weights"),
    "party": _("on behalf of"),
    "rests_on": _("rests on"),
    "decision": _("decision"),
    "result": _("result"),
    "setting": _("setting"),
    "start": _("start of the areas"),
    "areas": _("areas"),
    "quantities": _("what the areas start from"),
    "drivers": _("drivers"),
    "levers": _("levers"),
    "figures": _("figures"),
    "borders": _("borders of the workspace"),
    "on": _("borders of the day"),
    "province": _("province"),
    "definitions": _("definitions"),
    "role": _("role"),
    "target": _("what was erased"),
    "counts": _("counts"),
    "inhabitants": _("inhabitants"),
}


# the slots of a report; `#` is a number or a letter
SLOTS: Words = {
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
PARTS: Words = {
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


def column(name: str) -> str:
    """The name of a column: `r2` is the share of draws with that rank."""
    return str(COLUMNS.get(name, name))


def role(name: str) -> str:
    return str(ROLES.get(name, name))


def kind(name: str) -> str:
    return str(KINDS.get(name, name))


def many(name: str) -> str:
    return str(MANY.get(name) or KINDS.get(name, name))
