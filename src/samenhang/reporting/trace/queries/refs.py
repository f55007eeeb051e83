"""A ref as people type it: checked before anything is looked up, and the page in the house where its thing lives."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts.kinds import REF
from samenhang.ground.lexicon.models import TABLES, Declared
from samenhang.insight.evidence.models import Reading, Source
from samenhang.screen.cells import ref_url

LONGEST = 520
NUMBERED = frozenset(
    [
        *(
            "act",
            "seat",
            "text",
            "reading",
            "decision",
            "contest",
            "answer",
            "aside",
            "question",
            "revision",
            "observed",
        ),
        *("appraisal", "argument", "plan", "future"),
        *("vision", "statement", "ambition", "cosignature", "position", "joining", "session_question", "session_stand"),
        *("milestone", "result", "result_report", "report_period", "handling", "kindred", "kindred_step"),
        *("measure", "pledge_step", "capacity_change", "demand", "synergy", "field_score", "effect_link", "set_aside"),
        *("signal", "desk_request"),
        *("round", "proposition", "voice"),
    ]
)

# the page of each declared table: its URL name, and whether the row's own code goes into the address
PAGES: dict[str, tuple[str, bool]] = {
    "areas": ("evidence:area", True),
    "area_events": ("evidence:areas", False),
    "divisions": ("evidence:areas", False),
    "indicators": ("evidence:indicator", True),
    "purposes": ("evidence:indicators", False),
    "reading_rules": ("evidence:indicators", False),
    "aspects": ("reports:talks", False),
    "bottlenecks": ("evidence:bottlenecks", False),
    "publications": ("evidence:publications", False),
    "sources": ("evidence:publications", False),
    "definitions": ("evidence:definitions", False),
    "parties": ("network:party", True),
    "chain_stages": ("network:chain", False),
    "process_roles": ("network:chain", False),
    "themes": ("home:coherence", False),
    "policy_fields": ("home:coherence", False),
    "levels": ("governance:tables", False),
    "events": ("governance:timeline", False),
    "recommendations": ("governance:recommendation", True),
    "tables": ("governance:tables", False),
    "lines": ("governance:tables", False),
    "scenarios": ("futures:scenarios", False),
    "drivers": ("futures:model", False),
    "levers": ("futures:lab", False),
    "presets": ("futures:lab", False),
    "sectors": ("futures:model", False),
    "starts": ("futures:model", False),
    "anchors": ("futures:model", False),
    "future": ("futures:future", True),
    "reference_firms": ("impact:firms", False),
    "firm_types": ("impact:firms", False),
    "impact_numbers": ("impact:firms", False),
    "impact_outcomes": ("impact:firms", False),
    "impact_evidence": ("impact:firms", False),
    "impact_beyond": ("impact:firms", False),
    "impact_questions": ("impact:plans", False),
    "plan": ("impact:plan", True),
    "groups": ("appraisal:frames", False),
    "criteria": ("appraisal:frames", False),
    "frames": ("appraisal:frame", True),
    "verbs": ("trace:log", False),
    "appraisal": ("appraisal:page", True),
    "decision": ("governance:decision", True),
    "portfolios": ("vision:list", False),
    "assignments": ("programme:goals", False),
    "goals": ("programme:goals", False),
    "pledges": ("programme:pledge", True),
    "measure": ("programme:measure", True),
    "aims": ("programme:capacity", False),
    "teams": ("programme:teams", False),
    "team_quarters": ("programme:teams", False),
    "result": ("programme:result", True),
    "report_period": ("programme:period", True),
    "kindred": ("governance:kindred_one", True),
    "track_rules": ("programme:results", False),
    "vision": ("vision:page", True),
    "session_question": ("vision:question", True),
    "contest": ("evidence:talk", True),
    "question": ("evidence:questions", False),
    "revision": ("evidence:revisions", False),
    "observed": ("evidence:bottlenecks", False),
    "watches": ("signals:news", False),
    "signal": ("signals:page", True),
    "desk_request": ("signals:request", True),
    "round": ("voices:page", True),
    "questionnaires": ("voices:list", False),
}
# a row whose key begins with the code of another: it lives on that one's page
WITHIN = {"memberships": "areas", "party_roles": "parties", "interests": "parties"}


class NoSuchRef(Exception):
    """Nothing has this ref; the text is a sentence for people."""


@dataclass(frozen=True)
class Pointer:
    """A ref taken apart: `sheet:556c38f5a1b2c3d4#row/column` is kind, key, row and column."""

    kind: str
    key: str
    cell: str = ""

    @property
    def base(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def ref(self) -> str:
        return f"{self.base}#{self.cell}" if self.cell else self.base

    @property
    def row(self) -> str:
        return self.cell.rpartition("/")[0]

    @property
    def column(self) -> str:
        return self.cell.rpartition("/")[2]


def declared_kinds() -> dict[str, type[Declared]]:
    """Every table that the workspace declares, and its sources."""
    return {**TABLES, Source.table: Source}


def pointer(text: str) -> Pointer:
    """The ref that `text` is. Raises NoSuchRef with a sentence when it cannot be one."""
    match = REF.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise NoSuchRef(_("This is not a reference. A reference looks like kind:key, for example act:12."))
    kind, _colon, key = match["ref"].partition(":")
    cell = match["cell"] or ""
    if kind == "sheet" and (len(key) != 16 or not set(key) <= set("0123456789abcdef")):
        raise NoSuchRef(
            _("A sheet is named by the first sixteen characters of its address: digits and the letters a to f.")
        )
    if kind in NUMBERED and not (key.isascii() and key.isdecimal() and len(key) <= 18):
        raise NoSuchRef(_("After “%(kind)s:” comes a number; it got “%(key)s”.") % {"kind": kind, "key": key[:40]})
    if kind != "sheet" and kind not in NUMBERED and kind not in declared_kinds():
        raise NoSuchRef(_("The record knows no kind “%(kind)s”.") % {"kind": kind[:40]})
    if cell and kind != "sheet":
        raise NoSuchRef(_("Only a sheet has cells; “%(kind)s” has none.") % {"kind": kind})
    return Pointer(kind, key, cell)


def readable(text: str) -> Pointer | None:
    """The ref that `text` is, or None: for text in sheets that may or may not be a ref."""
    try:
        return pointer(text)
    except NoSuchRef:
        return None


def page_of(ref: str, *, sheet_kind: str = "", reading: Reading | None = None) -> str | None:
    """The address of the page where the thing behind `ref` lives; None when it has no page but its origin.

    `sheet_kind` and `reading` save a look-up for whoever has them already.
    """
    at = readable(ref)
    if at is None:
        return None
    if at.kind == "sheet":
        name = {"report": "reports:page", "talking": "reports:published_talk", "impact-result": "impact:result"}.get(
            sheet_kind
        )
        return _address(name, at.key) if name else None
    if at.kind == "reading":
        found = reading or Reading.objects.filter(pk=at.key).first()
        address = found and _address("evidence:indicator", found.indicator_id)
        return f"{address}?gebied={found.area_id}" if found and address else None
    if at.kind in WITHIN:
        return page_of(f"{WITHIN[at.kind]}:{at.key.partition('/')[0]}")
    name, own = PAGES.get(at.kind, ("", False))
    return _address(name, *([int(at.key) if at.kind in NUMBERED else at.key] if own else [])) if name else None


def _address(name: str, *args: object) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a room that is not in this build
        return None


def address_of(text: str) -> str:
    """The address of the trace of a ref that somebody typed or pasted; of the logbook when it is none."""
    at = readable(text.strip())
    return ref_url(at.ref) if at is not None else f"/herkomst/?q={quote(text.strip()[:LONGEST], safe='')}"
