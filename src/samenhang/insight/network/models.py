"""Parties, roles per stage, interests per theme. What a party has not confirmed says so, and is not public."""

from samenhang.ground.lexicon.models import Declared, declares


@declares("parties")
class Party(Declared):
    """An organisation in or around the chain."""

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return str(self.name)


@declares("party_roles")
class PartyRole(Declared):
    """What a party does in one stage of the chain."""


@declares("interests")
class Interest(Declared):
    """What a party wants or fears in one theme, and on whose word."""

    @property
    def confirmed(self) -> bool:
        return bool(self.basis == "sourced")
