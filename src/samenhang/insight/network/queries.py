"""Questions to the chain. Each starts from the viewer, because what a party has not confirmed is not public."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.lexicon.models import ChainStage, Level, PolicyField, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.queries.indicators import follows
from samenhang.insight.network.models import Interest, Party, PartyRole

SECTORS = {
    "public": pgettext_lazy("sector of a party", "public"),
    "semi-public": pgettext_lazy("sector of a party", "semi-public"),
    "private": pgettext_lazy("sector of a party", "private"),
    "civil": pgettext_lazy("sector of a party", "civil society"),
}
VERIFICATIONS = {
    "sourced": _("role and interests sourced"),
    "role sourced": _("role sourced, interests are our inference"),
    "secondary source": _("read in a secondary source"),
    "unverified": _("unverified"),
}
CONFIRMED = "sourced"


@dataclass(frozen=True)
class Present:
    """A party in a cell of the chain; `confirmed` is whether the interest that puts it there stands in a source."""

    party: Party
    confirmed: bool


@dataclass(frozen=True)
class Crossing:
    """One stage crossed with one theme: who works there and is known to have an interest in it."""

    stage: ChainStage
    theme: Theme
    present: tuple[Present, ...]

    @property
    def first(self) -> tuple[Party, ...]:
        """The parties that the cell names; a remainder of one is named too."""
        shown = len(self.present) if len(self.present) <= SHOWN + 1 else SHOWN
        return tuple(here.party for here in self.present[:shown])

    @property
    def more(self) -> int:
        return len(self.present) - len(self.first)

    @property
    def unconfirmed(self) -> int:
        return sum(not here.confirmed for here in self.present)


@dataclass(frozen=True)
class Link:
    """One stage of the chain with everyone in it."""

    stage: ChainStage
    parties: tuple[Party, ...]
    crossings: tuple[Crossing, ...]


@dataclass(frozen=True)
class Chain:
    """The chain as this viewer may see it."""

    themes: tuple[Theme, ...]
    links: tuple[Link, ...]
    without_stage: tuple[Party, ...]
    sizes: dict[str, int]
    total: int
    hidden: int

    @property
    def empty(self) -> int:
        return sum(not crossing.present for link in self.links for crossing in link.crossings)

    @property
    def crossings(self) -> int:
        return sum(len(link.crossings) for link in self.links)


@dataclass(frozen=True)
class ThemeOf:
    """What one party wants or fears in one theme; `interests` is empty when nothing is known (or public)."""

    theme: Theme
    interests: tuple[Interest, ...]


@dataclass(frozen=True)
class PartyPage:
    """A party with its roles through the chain and its interests, theme by theme."""

    party: Party
    stages: tuple[tuple[ChainStage, tuple[PartyRole, ...]], ...]
    themes: tuple[ThemeOf, ...]
    hidden: int
    followed: bool

    @property
    def in_stages(self) -> int:
        return sum(bool(roles) for _stage, roles in self.stages)


SHOWN = 3


def interests(viewer: Viewer) -> QuerySet[Interest]:
    """The interests that this viewer may read. Nothing else in the house reads the interests of parties."""
    found: QuerySet[Interest] = Interest.objects.filter(withdrawn_on=None)
    return found if viewer.may(Permission.SEE_UNCONFIRMED) else found.filter(basis=CONFIRMED)


def hidden(viewer: Viewer, party: Party | None = None) -> int:
    """How many interests this viewer may not read (of one party, when given)."""
    if viewer.may(Permission.SEE_UNCONFIRMED):
        return 0
    found = Interest.objects.filter(withdrawn_on=None).exclude(basis=CONFIRMED)
    return found.filter(party=party).count() if party else found.count()


def roles() -> QuerySet[PartyRole]:
    found: QuerySet[PartyRole] = PartyRole.objects.filter(withdrawn_on=None)
    return found.select_related("stage", "process_role").order_by("stage__order", "process_role__order")


def parties(viewer: Viewer) -> QuerySet[Party]:
    """Every party with `roles` and `interests_seen`, ready for a list; `alphabet` sorts without regard to capitals."""
    seen = interests(viewer).select_related("theme").order_by("theme__order")
    found: QuerySet[Party] = Party.objects.filter(withdrawn_on=None).annotate(alphabet=Lower("name"))
    return found.select_related("level").prefetch_related(
        Prefetch("party_roles_by_party", roles(), to_attr="roles"),
        Prefetch("interests_by_party", seen, to_attr="interests_seen"),
    )


def interested_in(viewer: Viewer, themes: list[str]) -> Q:
    """Parties with an interest in one of the themes, as far as this viewer may know."""
    return Q(pk__in=interests(viewer).filter(theme__in=themes).values("party"))


def working_in(stages: list[str]) -> Q:
    return Q(pk__in=PartyRole.objects.filter(withdrawn_on=None, stage__in=stages).values("party"))


def working_in_field(fields: list[str]) -> Q:
    """Parties with a role in a stage of one of the policy fields."""
    return Q(pk__in=PartyRole.objects.filter(withdrawn_on=None, stage__policy_field__in=fields).values("party"))


def labels(model: "type[Theme] | type[ChainStage] | type[PolicyField] | type[Level]") -> list[tuple[str, str]]:
    """Code and label of every row of a list of the workspace, as choices of a filter."""
    return [(row.pk, row.label) for row in model.objects.filter(withdrawn_on=None)]


def weighed_themes_first() -> list[Theme]:
    return list(Theme.objects.filter(withdrawn_on=None).order_by("cross_cutting", "order"))


def stages() -> list[ChainStage]:
    return list(ChainStage.objects.filter(withdrawn_on=None).select_related("policy_field"))


def chain(viewer: Viewer, sector: str = "") -> Chain:
    """Stages × themes with the parties in each cell; `sector` narrows it to one kind of party."""
    everyone = list(Party.objects.filter(withdrawn_on=None).order_by(Lower("name")))
    chosen = [party.pk for party in everyone if sector in ("", party.sector)]
    wanted: dict[str, dict[str, bool]] = defaultdict(dict)
    for interest in interests(viewer):
        wanted[interest.party_id][interest.theme_id] = interest.confirmed
    working: dict[str, set[str]] = defaultdict(set)
    for role in PartyRole.objects.filter(withdrawn_on=None, party__in=chosen):
        working[role.stage_id].add(role.party_id)
    themes = tuple(theme for theme in weighed_themes_first() if not theme.cross_cutting)
    links = []
    for stage in stages():
        here = [party for party in everyone if party.pk in working[stage.pk]]
        crossings = tuple(
            Crossing(
                stage,
                theme,
                tuple(Present(party, wanted[party.pk][theme.pk]) for party in here if theme.pk in wanted[party.pk]),
            )
            for theme in themes
        )
        links.append(Link(stage, tuple(here), crossings))
    placed = set().union(*working.values())
    return Chain(
        themes=themes,
        links=tuple(links),
        without_stage=tuple(party for party in everyone if party.pk in chosen and party.pk not in placed),
        sizes={name: sum(party.sector == name for party in everyone) for name in SECTORS},
        total=len(everyone),
        hidden=hidden(viewer),
    )


def party_page(viewer: Viewer, code: str) -> PartyPage | None:
    """The page of one party, or None when there is no such party."""
    party = Party.objects.filter(pk=code, withdrawn_on=None).select_related("level").first()
    if party is None:
        return None
    its_roles: dict[str, list[PartyRole]] = defaultdict(list)
    for role in roles().filter(party=party):
        its_roles[role.stage_id].append(role)
    wants: dict[str, list[Interest]] = defaultdict(list)
    for interest in interests(viewer).filter(party=party):
        wants[interest.theme_id].append(interest)
    themes = (theme for theme in weighed_themes_first() if not theme.cross_cutting or theme.pk in wants)
    return PartyPage(
        party=party,
        stages=tuple((stage, tuple(its_roles[stage.pk])) for stage in stages()),
        themes=tuple(ThemeOf(theme, tuple(wants[theme.pk])) for theme in themes),
        hidden=hidden(viewer, party),
        followed=follows(viewer, party.ref),
    )


def counts_by_theme_and_field(viewer: Viewer) -> dict[tuple[str, str], int]:
    """Per theme and policy field: how many parties have an interest in the theme and a role in a stage of the field."""
    fields: dict[str, set[str]] = defaultdict(set)
    for party, field in roles().order_by().values_list("party_id", "stage__policy_field_id"):
        fields[party].add(field)
    found: dict[tuple[str, str], int] = defaultdict(int)
    for party, theme in interests(viewer).values_list("party_id", "theme_id").distinct():
        for field in fields[party]:
            found[theme, field] += 1
    return dict(found)
