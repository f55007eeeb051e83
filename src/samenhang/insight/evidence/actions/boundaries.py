"""Boundaries of areas from PDOK or from a file; where they cannot be had, maps are drawn in tiles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samenhang.insight.evidence.actions.client import CannotFetch, Client

MOST_FEATURES = 5000
SHAPES = ("Polygon", "MultiPolygon")


BASE = "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1"
COLLECTION = "gemeente_gegeneraliseerd"
PUBLISHER, LICENCE = "CBS, Kadaster (PDOK)", "CC BY 4.0"


class NoBoundaries(CannotFetch):
    """The service answers, and has no boundaries of that year."""


def boundaries(base: str, collection: str, year: int, *, folder: Path, client: Client | None = None) -> Path:
    """The file with the boundaries of a collection (`gemeente_gegeneraliseerd`) in one year: fetched once, then kept.

    `base` is the address of the service, up to `collections`. CannotFetch when it is not there and does not come: a map is
    then drawn in tiles.
    """
    if not collection.replace("_", "").isalnum() or not 1900 < year < 3000:
        raise CannotFetch(_("Boundaries are asked by the name of a collection and a year."))
    file = folder / f"{collection}-{year}.geojson"
    if file.exists():
        return file
    asking = client or Client(base.rstrip("/"))
    query = urlencode({"f": "json", "limit": 1000, "jaarcode": year})
    features: list[Mapping[str, Any]] = []
    for answer in asking.pages(
        f"{asking.base}/collections/{collection}/items?{query}", lambda found: _next(found.json())
    ):
        features += _features(answer.json(), answer.url, year)
        if len(features) > MOST_FEATURES:
            raise CannotFetch(
                _("%(url)s gives more than %(most)s areas.") % {"url": answer.url, "most": f"{MOST_FEATURES:,}"}
            )
    if not features:
        raise NoBoundaries(
            _("There are no boundaries of %(collection)s in %(year)s.") % {"collection": collection, "year": year}
        )
    folder.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, sort_keys=True), encoding="utf-8"
    )
    partial.replace(file)
    return file


@dataclass(frozen=True)
class Came:
    """A file with boundaries, of which year, where it came from, who published it and on what terms."""

    file: Path
    year: str
    origin: str
    publisher: str
    licence: str


def fetched(year: int, *, folder: Path, base: str = BASE, client: Client | None = None) -> Came:
    """The boundaries of this year; those of the year before when this year's are not published yet."""
    for one in (year, year - 1):
        try:
            file = boundaries(base, COLLECTION, one, folder=folder, client=client)
            return Came(file, str(one), base, PUBLISHER, LICENCE)
        except NoBoundaries:
            if one != year:
                raise
    raise AssertionError


def given(file: Path, year: int, *, publisher: str = "", licence: str = "") -> Came:
    """A file of somebody's own. Its year is the one it states, else that of today; its publisher and licence are those that
    are given here, else those that it states beside its areas; CannotFetch when nobody says so."""
    try:
        document = json.loads(file.read_bytes())
        first = next(iter(document["features"]))["properties"]
        told = str(first.get("jaarcode") or first.get("jrstatcode") or year)[:4]
        publisher = publisher or str(document.get("publisher", ""))
        licence = licence or str(document.get("licence", ""))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        told = str(year)  # whoever keeps it says what is wrong with it
    if not (publisher.strip() and licence.strip()):
        raise CannotFetch(
            _(
                "The map names who published its boundaries and on what terms, and this file does not say so. "
                'Add --publisher "…" --licence "…".'
            )
        )
    return Came(file, told if told.isdecimal() else str(year), file.name, publisher.strip(), licence.strip())


def _next(found: Any) -> str | None:
    links = found.get("links", []) if isinstance(found, Mapping) else []
    return next((str(link["href"]) for link in links if link.get("rel") == "next" and link.get("href")), None)


def _features(found: Any, url: str, year: int) -> list[Mapping[str, Any]]:
    """The areas of one page, each with a code and a shape, and of the year that was asked."""
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list):
        raise CannotFetch(_("%(url)s should give areas with their boundaries, and gave something else.") % {"url": url})
    for feature in features:
        about, shape = feature.get("properties") or {}, feature.get("geometry") or {}
        told = str(about.get("jaarcode") or about.get("jrstatcode") or year)[:4]
        if not about.get("statcode") or shape.get("type") not in SHAPES or told != str(year):
            raise CannotFetch(
                _("%(url)s gives an area without a code or boundary, or of another year than %(year)s.")
                % {"url": url, "year": year}
            )
    return features
