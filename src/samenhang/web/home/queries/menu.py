"""The menu: four sections with their pages, which of them stand beside each other, and what one reaches through each."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from samenhang.screen.cells import Text


@dataclass(frozen=True)
class Page:
    """One page of a section. `under` are the pages that one reaches through it; `beside` names the page that leads
    the group it stands in, so that the menu shows one entry for the group and its pages only when one is there."""

    name: str
    label: Text
    sentence: Text
    under: tuple[str, ...] = ()
    beside: str = ""
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

    @property
    def groups(self) -> tuple["Group", ...]:
        """The pages by the page that leads them, in the order of the leaders. Without its leader a page leads itself."""
        names = {page.name for page in self.pages}
        leaders = [page for page in self.pages if page.beside not in names]
        return tuple(Group((lead, *(page for page in self.pages if page.beside == lead.name))) for lead in leaders)


@dataclass(frozen=True)
class Group:
    """Pages that stand beside each other; the first leads and gives its name."""

    pages: tuple[Page, ...]

    @property
    def lead(self) -> Page:
        return self.pages[0]

    @property
    def current(self) -> bool:
        return any(page.current for page in self.pages)


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
            beside="evidence:indicators",
        ),
        Page(
            "evidence:revisions",
            _("Revised figures"),
            _("What newer deliveries changed, why, and what rests on the old figure."),
            beside="evidence:indicators",
        ),
        Page(
            "evidence:questions",
            _("Research questions"),
            _("What nobody knows yet, who finds it out, and by when."),
            ("evidence:close",),
            beside="evidence:indicators",
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
            beside="evidence:areas",
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
            beside="network:chain",
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
                "signals:offer",
                "signals:offered",
                "signals:news",
                "signals:half",
                "signals:patterns",
                "signals:pattern",
            ),
        ),
        Page(
            "voices:list",
            _("Voices"),
            _("What migrants and residents say in rounds, who is missing, and what is done with it."),
            (
                "voices:new",
                "voices:page",
                "voices:deed",
                "voices:sift",
                "voices:answers",
                "voices:enter",
                "languages:meter",
                "languages:round",
                "languages:following",
                "languages:interface",
                "languages:content",
                "languages:added",
                "languages:string",
                "languages:check",
                "languages:word",
                "languages:doubt",
                "languages:poster",
                "languages:poster_pdf",
            ),
        ),
        Page(
            "evidence:bottlenecks",
            _("Bottlenecks"),
            _("What parties run into, who feels it, and where that was said."),
            ("evidence:retract",),
            beside="network:chain",
        ),
        Page(
            "evidence:publications",
            _("Sources"),
            _("Where the figures come from, and whether we read the source itself."),
            ("evidence:delivery", "evidence:dry_run"),
            beside="evidence:indicators",
        ),
        Page(
            "evidence:definitions",
            _("Definitions"),
            _("Who or what is counted, so that one sees why numbers differ."),
            beside="evidence:indicators",
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
            beside="appraisal:list",
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
            beside="vision:list",
        ),
        Page(
            "vision:session",
            _("Administrative session"),
            _("Questions for province and regions, positions known beforehand, outcomes afterwards."),
            ("vision:question",),
            beside="vision:list",
        ),
        Page(
            "programme:goals",
            _("Programme"),
            _("From vision to goal, measure and milestone, and everything that hangs loose."),
        ),
        Page(
            "programme:measures",
            _("Measures"),
            _("What is done, for which goal, and the one party that answers for it."),
            (
                "programme:new",
                "programme:measure",
                "programme:change",
                "programme:step",
                "programme:milestone",
                "programme:settle",
                "programme:effort",
                "programme:scores",
            ),
            beside="programme:goals",
        ),
        Page(
            "programme:capacity",
            _("Capacity"),
            _("What fits with the people and the money there are, and what is deliberately not done."),
            (
                "programme:proposal",
                "programme:ask",
                "programme:teams",
                "programme:team",
                "programme:not_now",
                "programme:below",
                "programme:up",
            ),
            beside="programme:goals",
        ),
        Page(
            "programme:results",
            _("Results and progress"),
            _("What was agreed, what is known of it, and the decision that closes each period."),
            (
                "programme:new_result",
                "programme:result",
                "programme:report",
                "programme:periods",
                "programme:period",
                "reports:progress",
                "reports:progress_pdf",
            ),
            beside="programme:goals",
        ),
        Page(
            "programme:pledges",
            _("Pledges"),
            _("Who promised what and by when, and what is known to have come of it."),
            ("programme:pledge",),
            beside="programme:goals",
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
            beside="governance:decisions",
        ),
        Page(
            "governance:recommendations",
            _("Recommendations"),
            _("What was advised, to whom, and what was done with it."),
            ("governance:recommendation", "governance:own_part", "governance:kindred", "governance:kindred_one"),
            beside="governance:decisions",
        ),
        Page(
            "governance:timeline",
            _("Timeline"),
            _("Motions, laws, studies and agreements, and what is still to come."),
            beside="governance:decisions",
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
