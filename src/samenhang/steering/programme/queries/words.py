"""States, carriers, roles and outcomes in words."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.screen.cells import Text

STATES: dict[str, Text] = {
    "proposed": pgettext_lazy("state of a measure", "proposed"),
    "adopted": pgettext_lazy("state of a measure", "adopted"),
    "running": pgettext_lazy("state of a measure", "running"),
    "done": pgettext_lazy("state of a measure", "done"),
    "stopped": pgettext_lazy("state of a measure", "stopped"),
}
CARRIERS: dict[str, Text] = {"team": gettext_lazy("the core team"), "regular": gettext_lazy("the regular programme")}
KINDS: dict[str, Text] = {
    "responsible": gettext_lazy("does the work"),
    "consulted": gettext_lazy("is consulted"),
    "informed": gettext_lazy("is informed"),
}
OUTCOMES: dict[str, Text] = {
    "promised": gettext_lazy("outcome not known"),
    "reported": gettext_lazy("reported as realised"),
    "disputed": gettext_lazy("disputed"),
    "proven": gettext_lazy("proven"),
    "refuted": gettext_lazy("refuted"),
    "withdrawn": gettext_lazy("withdrawn"),
}
TONES = {
    "promised": "neutral", "reported": "active", "disputed": "warning", "proven": "success", "refuted": "danger",
    "withdrawn": "neutral",
}  # fmt: skip
