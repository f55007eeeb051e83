"""Keeping the boundaries of the municipalities of the province, simplified, as a sheet that maps are drawn from."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Received, Words, act
from samenhang.ground.places.queries import areas, inside
from samenhang.insight.evidence.actions.boundaries import SHAPES
from samenhang.insight.evidence.actions.line import CannotReceive
from samenhang.insight.evidence.actions.simplify import Ring, simplified
from samenhang.workspace.formats.delivery import UnreadableError, refuse_page

MOST = 50 * 1024**2  # bytes
FINENESS = 700  # parts of the width of the province: what is smaller is not seen on a page
COLUMNS = (("area", "code"), ("rings", "text"))


@act("evidence.outlined", needs=Permission.RECEIVE)
def keep_outlines(
    *, file: Received, publisher: Words, licence: Words, year: Code, origin: Words, by: Actor, at: datetime
) -> store.Table:
    """The municipalities of the province with their rings; refuses a document with geometry that cannot be drawn."""
    if file.size > MOST:
        raise CannotReceive(_("A file with boundaries may be 50 MB at most. Deliver the generalised boundaries."))
    known = {area.pk: area.name for area in areas(at.date()).filter(inside())}
    found = {code: rings for code, rings in _areas(b"".join(file.chunks())) if code in known}
    if not found:
        raise CannotReceive(
            _(
                "The file has no boundary of any municipality of the province. Deliver municipalities with their code in statcode."
            )
        )
    across = [x for rings in found.values() for ring in rings for x, _y in ring]
    flat = simplified(found, (max(across) - min(across)) / FINENESS)
    head = {
        "publisher": publisher, "licence": licence, "year": year, "origin": origin, "received": at.date().isoformat(),
    }  # fmt: skip
    rows = ((code, written(rings)) for code, rings in sorted(flat.items()))
    return store.Table("boundaries", COLUMNS, tuple(rows), head)


def written(rings: list[Ring]) -> str:
    """Rings as text: points apart by spaces, rings by semicolons."""
    return ";".join(" ".join(f"{x:.4f},{y:.4f}" for x, y in ring) for ring in rings)


def _areas(data: bytes) -> Iterator[tuple[str, list[Ring]]]:
    """Each area of a document with its rings."""
    try:
        refuse_page(data[:512], "GeoJSON")
        found = json.loads(data)
    except (UnreadableError, ValueError) as error:
        raise CannotReceive(
            _("The file with boundaries cannot be read as GeoJSON: %(error)s") % {"error": error}
        ) from None
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list) or not all(isinstance(one, Mapping) for one in features):
        raise CannotReceive(
            _("A file with boundaries is a GeoJSON FeatureCollection; this one has no list of features.")
        )
    seen: set[str] = set()
    for place, feature in enumerate(features, 1):
        about, shape = feature.get("properties"), feature.get("geometry")
        code = about.get("statcode") if isinstance(about, Mapping) else None
        if not isinstance(code, str) or not code:
            raise CannotReceive(_("Area %(place)s of the file has no code in statcode.") % {"place": place})
        if code in seen:
            raise CannotReceive(
                _("%(code)s stands in the file twice: deliver the boundaries of one year.") % {"code": code}
            )
        seen.add(code)
        kind = shape.get("type") if isinstance(shape, Mapping) else None
        if not isinstance(shape, Mapping) or kind not in SHAPES:
            raise CannotReceive(
                _("%(code)s should have a Polygon or MultiPolygon, and has %(kind)s.")
                % {"code": code, "kind": kind or _("none")}
            )
        corners = shape.get("coordinates")
        polygons = [corners] if kind == "Polygon" else corners
        yield code, [_ring(code, ring) for polygon in _list(code, polygons) for ring in _list(code, polygon)]


def _list(code: str, found: Any) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise CannotReceive(_("The boundary of %(code)s is no list of rings of points.") % {"code": code})
    return found


def _ring(code: str, found: Any) -> Ring:
    """A ring of four points or more that ends where it begins, in degrees."""
    points = []
    for point in _list(code, found):
        if not (isinstance(point, list) and len(point) >= 2 and all(_number(one) for one in point[:2])):
            raise CannotReceive(
                _("The boundary of %(code)s holds a point that is no pair of numbers: %(point)s.")
                % {"code": code, "point": str(point)[:60]}
            )
        x, y = float(point[0]), float(point[1])
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            raise CannotReceive(
                _("The boundary of %(code)s holds %(point)s, which is no longitude and latitude. Deliver it in WGS84.")
                % {"code": code, "point": f"{x:g}, {y:g}"}
            )
        points.append((x, y))
    if len(points) < 4 or points[0] != points[-1]:
        raise CannotReceive(
            _("A ring of the boundary of %(code)s is not closed: its last point should be its first.") % {"code": code}
        )
    return tuple(points[:-1])


def _number(found: Any) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found)
