"""What the answers of the lists of vision are called on a page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenhang.screen.cells import Text

STANCES: dict[str, Text] = {
    "within": _("within the coalition agreement"),
    "beyond": _("goes beyond the coalition agreement"),
    "against": _("against the coalition agreement"),
    "silent": _("the coalition agreement is silent"),
}
ANSWERS: dict[str, Text] = {
    "agrees": pgettext_lazy("where a party stands", "agrees"),
    "differs": pgettext_lazy("where a party stands", "differs"),
    "silent": pgettext_lazy("where a party stands", "silent"),
}
JOINS: dict[str, Text] = {
    "joins": pgettext_lazy("the plan", "joins"),
    "partly": pgettext_lazy("the plan", "joins in part"),
    "declines": pgettext_lazy("the plan", "declines"),
    "silent": pgettext_lazy("the plan", "silent"),
}
SENSES: dict[str, Text] = {"least": _("at least"), "most": _("at most")}
TONES = {
    "agrees": "success",
    "joins": "success",
    "partly": "warning",
    "differs": "warning",
    "declines": "danger",
    "silent": "neutral",
}
