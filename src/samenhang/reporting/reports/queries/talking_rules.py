"""Three questions for the table, chosen by rule: from what is known here, what is not, and what sources contradict.

A rule is a plain condition on what was seen of an area, and a question with the reason why it is asked. The first three
that hold are printed; the order is that of a talk: first how many, then what was promised, then who they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 3


@dataclass(frozen=True)
class Seen:
    """What was seen of an area, in yes and no."""

    counted: bool  # there is a number of how many people there are
    contested: bool  # sources give different numbers
    chosen: bool  # someone chose which of them is read for a purpose
    old: bool  # the newest number is older than five years
    worked: bool  # someone counted who works here
    lived: bool  # someone counted who lives here
    need: bool
    supply: bool
    plan: bool
    norm: bool
    unregistered: bool
    families: bool  # family members were counted
    nature: bool  # anything of sector, stay, origin, housing or contract
    neighbours: bool  # some of them have a number
    unlike: bool  # and count in another way
    larger: bool  # a larger area has a number


@dataclass(frozen=True)
class Rule:
    """One question. `why` may hold {names}; `instead` is the reason when what `why` names is not there."""

    name: str
    holds: Callable[[Seen], bool]
    question: str | Promise
    why: str | Promise
    instead: str | Promise = ""


RULES = (
    Rule(
        "nothing",
        lambda seen: not seen.counted and seen.neighbours,
        _("How many labour migrants work and live here, and who will find out?"),
        _("Neighbours have a number ({neighbours}). For this area the province knows none."),
    ),
    Rule(
        "nothing-larger",
        lambda seen: not seen.counted and not seen.neighbours,
        _("How many labour migrants work and live here, and who will find out?"),
        _("For {area} there is a number: {cell} ({date}). For this area and its neighbours the province knows none."),
        _("For this area and its neighbours the province knows no number."),
    ),
    Rule(
        "contested",
        lambda seen: seen.contested and not seen.chosen,
        _("With which of these numbers do we reckon, and for what?"),
        _("The sources run from {low} to {high}, and nobody has chosen yet."),
    ),
    Rule(
        "contested-chosen",
        lambda seen: seen.contested and seen.chosen,
        _("Does the number that was chosen still fit, and for which purpose do we still have to choose?"),
        _("The sources run from {low} to {high}. Chosen for: {purposes}. For nothing else yet."),
    ),
    Rule(
        "plan",
        lambda seen: seen.plan and not seen.supply,
        _("What was built of the places that were agreed or planned?"),
        _("{cell}: {indicator} ({date}). How many places there are now, nobody has told."),
    ),
    Rule(
        "unregistered",
        lambda seen: seen.unregistered,
        _("How do we reach those who are not registered?"),
        _("{indicator}: {cell}."),
    ),
    Rule(
        "norm",
        lambda seen: seen.norm and (not seen.counted or seen.old),
        _("Do the rules fit those who work and live here?"),
        _(
            "The rules set a limit: {cell} ({counts}, {date}). There is no recent number of how many people it concerns."
        ),
    ),
    Rule(
        "old",
        lambda seen: seen.old,
        _("Who counts again, and when?"),
        _("The newest number is of {date}. What changed since then, nobody knows."),
        _("The sources do not state of which year their number is."),
    ),
    Rule(
        "worked",
        lambda seen: seen.lived and not seen.worked,
        _("How many people work here, and where do they live?"),
        _("It was counted who lives here, not who works here. Employers and temporary work stay out of sight."),
    ),
    Rule(
        "lived",
        lambda seen: seen.worked and not seen.lived,
        _("Where do the people live who work here?"),
        _("It was counted who works here, not who lives here. For beds and care the second is needed."),
    ),
    Rule(
        "commuting",
        lambda seen: seen.worked and seen.lived,
        _("Who works here and lives elsewhere, and the other way round?"),
        _("Working here and living here were counted apart. How many people do both, nobody knows."),
    ),
    Rule(
        "families",
        lambda seen: seen.families,
        _("What do families that came along need in school, language and care?"),
        _("{indicator}: {cell} ({date})."),
    ),
    Rule(
        "need",
        lambda seen: seen.need and not seen.supply and not seen.plan,
        _("How many of the places that are needed are there by now?"),
        _("{indicator}: {cell} ({date}). How many there are, nobody has told."),
    ),
    Rule(
        "homes",
        lambda seen: not seen.need and not seen.supply and not seen.plan,
        _("How many beds are there, how many are needed, and who keeps the list?"),
        _("For {area}: {cell} ({indicator}, {date}). For this area need and supply are both unknown."),
        _("For this area need and supply are both unknown."),
    ),
    Rule(
        "nature",
        lambda seen: not seen.nature,
        _("Who are they: what work, for how long, alone or with a family?"),
        _("Nothing of this is known here. The nearest figures are those of {area}."),
        _("Nothing of this is known, here or anywhere else."),
    ),
    Rule(
        "unlike",
        lambda seen: seen.counted and seen.unlike,
        _("Can we count in one way together with the neighbours?"),
        _("{neighbours} count in another way, so the numbers cannot be compared."),
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


def asked(seen: Seen) -> tuple[str, ...]:
    """The names of the questions for an area, at most three."""
    return tuple(rule.name for rule in RULES if rule.holds(seen))[:MOST]
