"""Areas, the divisions that group them, their membership through time, and the events that end or begin them."""

from django.db import models

from samenhang.ground.lexicon.models import Declared, declares


@declares("divisions")
class Division(Declared):
    """One way of dividing the province: COROP, labour-market region, administrative region …"""

    class Meta:
        ordering = ["order"]


@declares("areas")
class Area(Declared):
    """An area with its days of existence and its place on the tile map."""

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tile_col", "tile_row"], name="area_tile_once"),
        ]

    def __str__(self) -> str:
        return str(self.name)


@declares("memberships")
class Membership(Declared):
    """That an area is part of another in one division, from a day to a day."""


@declares("area_events")
class AreaEvent(Declared):
    """A merger or split: what ends, what receives it, on which day."""

    class Meta:
        ordering = ["date", "code"]
