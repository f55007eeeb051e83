"""What the words of the schema are called on a page. The schema is the list; a word without a name here fails a test."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, str | Promise]

NOT_STATED = "niet vermeld"

TOPICS: Words = {
    "size": _("Size"),
    "nature": _("Nature"),
    "housing": _("Housing"),
    "economy": _("Economy"),
    "opinion": _("What residents think"),
    "governance": _("Rules and answers of governments"),
    "context": _("Context"),
}
BASES: Words = {
    "work": _("where they work"),
    "live": _("where they live"),
    "place": _("where the place is"),
    "opinion": pgettext_lazy("basis", "an opinion"),
    "not applicable": _("does not apply"),
    NOT_STATED: _("not stated by the source"),
}
CERTAINTIES: Words = {
    "exact": pgettext_lazy("certainty", "exact"),
    "circa": pgettext_lazy("certainty", "about"),
    "at least": pgettext_lazy("certainty", "at least"),
    "at most": pgettext_lazy("certainty", "at most"),
    "low": pgettext_lazy("certainty", "low end of a range"),
    "high": pgettext_lazy("certainty", "high end of a range"),
    "not stated": _("not stated by the source"),
}
MARKS: Words = {
    "secondary source": _("secondary source"),
    "unverified": _("unverified"),
    "own calculation": _("our own calculation"),
}
KINDS: Words = {
    "country": _("Country"),
    "province": _("Province"),
    "region": _("Region"),
    "municipality": _("Municipality"),
    "other": _("Other area"),
}
# in the area picker: the kind, and whether there are figures
AREA_GROUPS: dict[tuple[str, bool], str | Promise] = {
    ("country", True): _("Country, with figures"),
    ("province", True): _("Province, with figures"),
    ("region", True): _("Regions with figures"),
    ("municipality", True): _("Municipalities with figures"),
    ("other", True): _("Other areas with figures"),
    ("country", False): _("Country, not known"),
    ("province", False): _("Province, not known"),
    ("region", False): _("Regions, not known"),
    ("municipality", False): _("Municipalities, not known"),
    ("other", False): _("Other areas, not known"),
}
MEMBERSHIP_CERTAINTIES: Words = {
    "sourced": _("from a source"),
    "old list": _("from an old list"),
    "conflicting": _("lists contradict each other"),
    "unverified": _("unverified"),
}
EVENTS: Words = {"merger": _("merger"), "split": _("split")}
EVENT_CERTAINTIES: Words = {
    "sourced": _("from a source"),
    "day unverified": _("the day is unverified"),
    "unverified": _("unverified"),
}
READ: Words = {
    "primary": _("read at the source itself"),
    "secondary": _("read through others"),
    "own calculation": _("our own calculation"),
}
CADENCES: Words = {"once": _("once"), "yearly": _("every year"), "irregular": _("irregularly")}
# what a seat says of a figure, what the province answers, why a figure is set aside, how a question ends
SAID: Words = {"contest": _("contested"), "approval": _("approved")}
OUTCOMES: Words = {
    "adopted": _("the counter-figure is accepted"),
    "kept": _("the figure stands"),
    "open": _("both stand beside each other"),
}
ASIDE: Words = {
    "redundant": _("says the same as another figure"),
    "too-old": _("too old"),
    "anecdotal": _("rests on a few cases"),
    "outlier": _("far from everything else"),
    "unclear": _("not clear what it counts"),
}
CLOSED: Words = {"answered": _("answered"), "dropped": _("dropped")}

# the enums of a definition, field by field
DEFINITION: dict[str, Words] = {
    "population": {
        "all": _("everyone"),
        "eu": _("from the EU"),
        "eu-efta": _("from the EU or EFTA"),
        "cee": _("from Central and Eastern Europe"),
        "non-eu": _("from outside the EU"),
        "residents": _("residents"),
        "places": _("places"),
        "firms": _("firms"),
        NOT_STATED: _("not stated by the source"),
    },
    "origin_by": {
        "nationality": _("nationality"),
        "birth country": _("country of birth"),
        "motive": _("reason for coming"),
        "self-declared": _("what people call themselves"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
    "registration": {
        "brp": _("registered as resident (BRP)"),
        "rni": _("registered as non-resident (RNI)"),
        "not registered": _("not registered"),
        "brp and others": _("registered as resident (BRP) and others"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
    "counts": {
        "persons": _("people"),
        "jobs": _("jobs"),
        "households": _("households"),
        "dwellings": _("dwellings"),
        "places": _("places"),
        "locations": _("sites"),
        "firms": _("firms"),
        "euro": _("euros"),
        "share": _("a share"),
        "other": _("something else"),
    },
    "moment": {
        "reference date": _("on one day"),
        "whole year": _("over a whole year"),
        "cumulative": _("added up over the years"),
        "forecast": pgettext_lazy("moment", "in the future"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
    "family": {
        "included": _("counted"),
        "excluded": _("not counted"),
        "only": _("only they are counted"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
    "knowledge_migrants": {
        "included": _("counted"),
        "excluded": _("not counted"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
    "agency": {
        "all": _("with and without an agency"),
        "only agency": _("only through an agency"),
        "without agency": _("without an agency"),
        NOT_STATED: _("not stated by the source"),
        "not applicable": _("does not apply"),
    },
}
FIELDS: Words = {
    "counts": _("What is counted"),
    "population": _("Whose"),
    "origin_by": _("Origin decided by"),
    "registration": _("Registration"),
    "moment": _("Moment"),
    "arrival_window": _("Time between arrival and work"),
    "stay": _("Length of stay"),
    "family": _("Family members"),
    "knowledge_migrants": _("Highly skilled migrants"),
    "agency": _("Agency work"),
    "ages": _("Ages"),
    "method": _("Method"),
    "producer": _("Who counted"),
}
FREE: Words = {NOT_STATED: _("not stated by the source"), "not applicable": _("does not apply"), "all": _("all")}


def word(field: str, value: str) -> str:
    """A field of a definition in words of the page; what the source says in its own words stays as it is."""
    return str(DEFINITION.get(field, FREE).get(value, value))
