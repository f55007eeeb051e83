"""The frame of every page: the four sections with their pages, the loaded workspace and the version of its record."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.models import Head
from samenhang.ground.lexicon.models import Province
from samenhang.screen.cells import Date, Text


@dataclass(frozen=True)
class Page:
    """One page of a section; `under` are the pages that one reaches through it."""

    name: str
    label: Text
    sentence: Text
    under: tuple[str, ...] = ()
    url: str = ""
    current: bool = False


@dataclass(frozen=True)
class Section:
    slug: str
    label: Text
    sentence: Text
    pages: tuple[Page, ...]
    url: str = ""
    current: bool = False


INSIGHT = Section(
    "inzicht",
    _("Insight"),
    _("What we know, from whom, and what nobody knows."),
    (
        Page(
            "home:coherence",
            _("Coherence"),
            _("Per theme and policy field: which figures, parties and bottlenecks are known."),
        ),
        Page(
            "evidence:indicators",
            _("Figures"),
            _("Every number with its source and definition; sources that differ stand side by side."),
            (
                "evidence:indicator",
                "evidence:read",
                "evidence:contest",
                "evidence:approve",
                "evidence:aside",
                "evidence:bridge",
                "evidence:series",
            ),
        ),
        Page(
            "evidence:contests",
            _("Contested figures"),
            _("What municipalities and regions say of their own figures, and what is answered."),
            ("evidence:talk",),
        ),
        Page(
            "evidence:revisions",
            _("Revised figures"),
            _("What newer deliveries changed, why, and what rests on the old figure."),
        ),
        Page(
            "evidence:questions",
            _("Research questions"),
            _("What nobody knows yet, who finds it out, and by when."),
            ("evidence:close",),
        ),
        Page(
            "evidence:areas",
            _("Areas"),
            _("Per municipality and region: what is known, and what is not."),
            ("evidence:area", "evidence:divisions"),
        ),
        Page(
            "reports:talks",
            _("Talking sheets"),
            _("One page per area for a talk: the number with its conflict, three questions, what nobody knows."),
            (
                "reports:talk",
                "reports:talk_pdf",
                "reports:publish_talk",
                "reports:published_talk",
                "reports:published_talk_pdf",
            ),
        ),
        Page(
            "network:chain",
            _("The chain"),
            _("From recruitment to return: who works in which stage, and with which interest."),
        ),
        Page(
            "network:parties",
            _("Parties"),
            _("Every organisation in and around the chain, with its roles and interests."),
            ("network:party",),
        ),
        Page(
            "signals:list",
            _("Signals"),
            _("What people report in their own language, and where to report something."),
            (
                "signals:page",
                "signals:enter",
                "signals:guarded",
                "signals:deed",
                "signals:requests",
                "signals:request_new",
                "signals:request",
            ),
        ),
        Page(
            "evidence:bottlenecks",
            _("Bottlenecks"),
            _("What parties run into, who feels it, and where that was said."),
        ),
        Page(
            "evidence:publications",
            _("Sources"),
            _("Where the figures come from, and whether we read the source itself."),
            ("evidence:delivery", "evidence:dry_run"),
        ),
        Page(
            "evidence:definitions",
            _("Definitions"),
            _("Who or what is counted, so that one sees why numbers differ."),
        ),
    ),
)
WEIGHING = Section(
    "afwegen",
    _("Weighing"),
    _("Options against economy, labour market, housing and society at the same time."),
    (
        Page(
            "appraisal:list",
            _("Appraisals"),
            _("Options weighed on all themes together, with how certain the outcome is."),
            (
                "appraisal:new",
                "appraisal:page",
                "appraisal:scores",
                "appraisal:weights",
                "appraisal:weigh",
                "appraisal:differ",
                "appraisal:effects",
                "appraisal:argue",
                "appraisal:session",
                "appraisal:invite",
                "appraisal:enter",
            ),
        ),
        Page(
            "appraisal:frames",
            _("Appraisal frames"),
            _("Criteria, norms and floors that can be used for one question after another."),
            ("appraisal:frame", "appraisal:version"),
        ),
        Page(
            "futures:lab",
            _("Futures"),
            _("Thousands of futures under what somebody can do, and where they fail; scenarios that others published."),
            (
                "futures:scenarios",
                "futures:model",
                "futures:list",
                "futures:future",
                "futures:save",
                "futures:compare",
            ),
        ),
        Page(
            "impact:plans",
            _("Test of a new business"),
            _("What a new business, or all plans of a region, ask of workers, beds and facilities."),
            (
                "impact:new",
                "impact:batch",
                "impact:together",
                "impact:firms",
                "impact:plan",
                "impact:move",
                "impact:again",
                "impact:result",
                "reports:impact",
                "reports:impact_pdf",
            ),
        ),
    ),
)
STEERING = Section(
    "sturen",
    _("Steering"),
    _("What was decided, on which evidence, and where it is talked about."),
    (
        Page(
            "vision:list",
            _("Vision"),
            _("What the province wants, who stands behind it, on what it rests and where others stand."),
            ("vision:new", "vision:page", "vision:version", "vision:change", "vision:aim", "vision:stand"),
        ),
        Page(
            "programme:plan",
            _("Directional plan"),
            _("One plan for the coalition of the willing: who joins, in part, declines or is silent."),
        ),
        Page(
            "vision:session",
            _("Administrative session"),
            _("Questions for province and regions, positions known beforehand, outcomes afterwards."),
            ("vision:question",),
        ),
        Page(
            "programme:goals",
            _("Assignment and goals"),
            _("From vision to goal, measure and milestone, and everything that hangs loose."),
        ),
        Page(
            "programme:measures",
            _("Measures"),
            _("What is done, for which goal, and the one party that answers for it."),
            (
                *("programme:new", "programme:measure", "programme:change", "programme:step"),
                *("programme:effort", "programme:scores", "programme:milestone", "programme:settle"),
            ),
        ),
        Page(
            "programme:capacity",
            _("Capacity"),
            _("What fits with the people and the money there are, and what is deliberately not done."),
            (
                *("programme:proposal", "programme:ask", "programme:teams", "programme:team"),
                *("programme:not_now", "programme:below", "programme:up"),
            ),
        ),
        Page(
            "programme:results",
            _("Results and progress"),
            _("What was agreed, what is known of it, and the decision that closes each period."),
            (
                *("programme:new_result", "programme:result", "programme:report"),
                *("programme:periods", "programme:period", "reports:progress", "reports:progress_pdf"),
            ),
        ),
        Page(
            "programme:pledges",
            _("Pledges"),
            _("Who promised what and by when, and what is known to have come of it."),
            ("programme:pledge",),
        ),
        Page(
            "governance:decisions",
            _("Decisions"),
            _("Decisions with the evidence as it stood, and as it stands today."),
            ("governance:new", "governance:decision"),
        ),
        Page(
            "governance:tables",
            _("Tables and lines"),
            _("At which tables labour migration is on the agenda, and where it is not."),
        ),
        Page(
            "governance:recommendations",
            _("Recommendations"),
            _("What was advised, to whom, and what was done with it."),
            ("governance:recommendation", "governance:own_part", "governance:kindred", "governance:kindred_one"),
        ),
        Page(
            "governance:timeline",
            _("Timeline"),
            _("Motions, laws, studies and agreements, and what is still to come."),
        ),
    ),
)
ACCOUNTING = Section(
    "verantwoorden",
    _("Accounting"),
    _("Reports in which every number leads back to its source."),
    (
        Page(
            "reports:list",
            _("Reports"),
            _("Published reports, as a page and as a PDF."),
            ("reports:page", "reports:pdf", "reports:publish"),
        ),
        Page(
            "trace:log",
            _("Origin"),
            _("Everything that was done, by which role and when; where each number comes from."),
            ("trace:page",),
        ),
    ),
)
SECTIONS = (INSIGHT, WEIGHING, STEERING, ACCOUNTING)
SLUGS = tuple(section.slug for section in SECTIONS)


def nav(name: str, slug: str = "") -> tuple[Section, ...]:
    """The sections as the page called `name` shows them. A page whose room is not served has no place in the menu."""
    made = []
    for section in SECTIONS:
        pages = tuple(
            replace(page, url=url, current=name == page.name or name in page.under)
            for page in section.pages
            if (url := _url(page.name))
        )
        url = reverse("home:section", args=[section.slug])
        made.append(
            replace(section, pages=pages, url=url, current=slug == section.slug or any(page.current for page in pages))
        )
    return tuple(made)


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def section(slug: str) -> Section | None:
    """One section with the addresses of its pages."""
    return next((found for found in nav("") if found.slug == slug), None)


def data_version(province: Province | None) -> str:
    """The day of the last load, and the first letters of the seal of the record: two readers can see that they look at the same."""
    if province is None:
        return ""
    seal = Head.objects.values_list("seal", flat=True).first() or ""
    return f"{Date(province.loaded_at.date())} · {seal[:8]}"
