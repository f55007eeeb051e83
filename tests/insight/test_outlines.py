"""The boundaries of municipalities: what is refused, what is kept, and the map that is drawn from them."""

import json
import math
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Code, Received, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.places.queries import areas, inside
from samenhang.insight.evidence.actions import CannotReceive, boundaries, keep_outlines
from samenhang.insight.evidence.actions.outlines import FINENESS, _areas
from samenhang.insight.evidence.actions.simplify import simplified
from samenhang.insight.evidence.queries.outlines import outlines
from samenhang.screen.cells import Cell
from samenhang.screen.charts import Bordered, BorderMap
from samenhang.web import doors
from samenhang.web.cli import Refused

SIDE = 0.1


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def square(column, row=0):
    west, south = 5 + column * SIDE, 51 + row * SIDE
    ring = [[west, south], [west + SIDE, south], [west + SIDE, south + SIDE], [west, south + SIDE], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def document(shapes):
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"statcode": code, "jaarcode": 2025}, "geometry": shape}
            for code, shape in shapes.items()
        ],
    }).encode()  # fmt: skip


def standing():
    return sorted(area.pk for area in areas(timezone.localdate()).filter(inside()))


def keep(core_team, data, **more):
    given = {"publisher": Words("Kaartbureau"), "licence": Words("CC BY 4.0"), "year": Code("2025"),
             "origin": Words("kaart.geojson"), "by": core_team, "at": timezone.now(), **more}  # fmt: skip
    return keep_outlines(file=Received("geojson", data), **given)


# --- simplified


def wavy(count):
    return [(5 + place / count, 51 + 0.2 * math.sin(place * 0.37)) for place in range(count + 1)]


def edges(rings):
    return {frozenset(pair) for ring in rings for pair in pairwise((*ring, ring[0]))}


def test_neighbours_keep_sharing_their_border():
    line = wavy(200)
    north, south = ((6.0, 52.0), (5.0, 52.0)), ((5.0, 50.0), (6.0, 50.0))
    areas_ = {"north": [(*line, *north)], "south": [(*reversed(line), *south)]}
    found = simplified(areas_, 0.05)
    shared = edges(found["north"]) & edges(found["south"])
    assert 5 < len(shared) < 150
    assert len(edges(found["north"])) == len(shared) + 3  # nothing of the border is on one side only
    assert len(edges(found["south"])) == len(shared) + 3


def test_no_point_moves_further_than_asked_and_every_point_was_there():
    ring = tuple((math.cos(turn / 50 * math.pi), math.sin(turn / 50 * math.pi)) for turn in range(100))
    (found,) = simplified({"one": [ring]}, 0.01)["one"]
    assert set(found) < set(ring)
    assert all(math.hypot((x1 + x2) / 2, (y1 + y2) / 2) > 0.99 for (x1, y1), (x2, y2) in pairwise((*found, found[0])))


def test_a_hole_and_what_lies_in_it_stay_the_same_ring():
    hole = tuple((5.5 + 0.1 * math.cos(turn / 8), 51.5 + 0.1 * math.sin(turn / 8)) for turn in range(50))
    around = ((5.0, 51.0), (6.0, 51.0), (6.0, 52.0), (5.0, 52.0))
    found = simplified({"around": [around, hole[::-1]], "within": [hole]}, 0.01)
    assert edges(found["around"][1:]) == edges(found["within"])


def test_what_is_smaller_than_can_be_seen_is_left_out_unless_it_is_all_there_is():
    speck = ((5.0, 51.0), (5.001, 51.0), (5.001, 51.001))
    whole = ((6.0, 51.0), (7.0, 51.0), (7.0, 52.0))
    found = simplified({"one": [whole, speck], "other": [speck]}, 0.1)
    assert [len(found["one"]), found["other"]] == [1, [speck]]


# --- kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (None, "should have a Polygon or MultiPolygon, and has none"),
        ({"type": "Point", "coordinates": [5, 51]}, "should have a Polygon or MultiPolygon, and has Point"),
        ({"type": "Polygon", "coordinates": []}, "is no list of rings of points"),
        ({"type": "Polygon", "coordinates": [[[5, 51], [6, 51], [6, 52], [5, 52]]]}, "is not closed"),
        ({"type": "Polygon", "coordinates": [[[5, 51], [6, "x"], [6, 52], [5, 51]]]}, "no pair of numbers: [6, 'x']"),
        ({"type": "Polygon", "coordinates": [[[5, 51], [6], [6, 52], [5, 51]]]}, "no pair of numbers: [6]"),
        ({"type": "MultiPolygon", "coordinates": [[[[1e5, 4e5], [2e5, 4e5], [2e5, 5e5], [1e5, 4e5]]]]}, "Deliver it in WGS84"),
        ({"type": "Polygon", "coordinates": [[[5, 51], [float("nan"), 51], [6, 52], [5, 51]]]}, "no pair of numbers: [nan, 51]"),
    ],
)  # fmt: skip
def test_geometry_that_cannot_be_drawn_is_refused_with_a_sentence(core_team, shape, told):
    before = Act.objects.count()
    with pytest.raises(CannotReceive) as caught:
        keep(core_team, document({"TG01": shape}))
    assert told in str(caught.value)
    assert "TG01" in str(caught.value)
    assert Act.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html><body>", "cannot be read as GeoJSON"),
        (b'{"features": ', "cannot be read as GeoJSON"),
        (b"[]", "no list of features"),
        (document({"XX01": square(0)}), "no boundary of any municipality of the province"),
        (b'{"features": [{"properties": {}}]}', "Area 1 of the file has no code"),
        (
            json.dumps({"features": 2 * json.loads(document({"TG01": square(0)}))["features"]}).encode(),
            "TG01 stands in the file twice",
        ),
    ],
)
def test_a_document_that_is_something_else_is_refused(core_team, data, told):
    with pytest.raises(CannotReceive) as caught:
        keep(core_team, data)
    assert told in str(caught.value)


@pytest.mark.django_db
def test_who_may_not_receive_is_refused():
    class Nobody:
        ref = "seat:none"

        def may(self, permission):
            return False

    with pytest.raises(PermissionDenied):
        keep(Nobody(), document({"TG01": square(0)}))


@pytest.mark.django_db
def test_the_sheet_names_its_source_and_is_verified(core_team):
    codes = standing()
    sheet = keep(
        core_team,
        document({code: square(place) for place, code in enumerate(codes)} | {"XX01": square(0, 5)}),
        at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )
    table = ledger.table(sheet)
    assert [row[0] for row in table.rows] == codes
    corners = {"5.0000,51.0000", "5.1000,51.0000", "5.1000,51.1000", "5.0000,51.1000"}
    assert set(str(table.rows[0][1]).split(" ")) == corners
    assert dict(table.head) == {
        "publisher": "Kaartbureau", "licence": "CC BY 4.0", "year": "2025", "origin": "kaart.geojson", "received": "2026-03-04",
    }  # fmt: skip
    assert verify().problems == []


# --- drawn


@pytest.mark.django_db
def test_without_boundaries_the_map_is_one_of_tiles(client):
    page = client.get("/gebieden/").content.decode()
    assert 'class="tile"' in page
    assert 'class="bordered"' not in page


@pytest.mark.django_db
def test_the_map_of_areas_is_drawn_as_they_lie(client, core_team):
    first, *others = standing()
    sheet = keep(core_team, document({code: square(place) for place, code in enumerate(others)}))
    page = client.get("/gebieden/", headers={"accept-language": "en"}).content.decode()
    drawn = re.findall(r'<a class="bordered" [^>]*href="/gebieden/(\w+)/"', page) or re.findall(
        r'<a href="/gebieden/(\w+)/"[^>]* class="bordered"', page
    )
    assert sorted(drawn) == others
    assert page.count("<title>") >= len(others)
    assert 'class="tile"' not in page
    assert " style=" not in page
    assert "Boundaries of 2025: Kaartbureau, licence CC BY 4.0" in page
    assert f"/herkomst/{sheet.ref}" in page
    name = next(area.name for area in areas(timezone.localdate()).filter(pk=first))
    assert f"In the table only, for want of a boundary: {name}." in page
    assert f'<th scope="row"><a class="nl-link" href="/gebieden/{first}/">' in page


@pytest.mark.django_db
def test_a_figure_can_be_put_on_the_boundaries(client, core_team):
    keep(core_team, document({code: square(place) for place, code in enumerate(standing())}))
    page = client.get("/gebieden/?cijfer=TI01").content.decode()
    assert 'class="bordered"' in page
    assert "url(#map-hatch)" in page


@pytest.mark.django_db
def test_the_command_keeps_a_file(core_team, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(doors, "keeper", lambda: core_team)
    file = tmp_path / "kaart.geojson"
    file.write_bytes(document({standing()[0]: square(0)}))
    with pytest.raises(boundaries.CannotFetch, match="this file does not say so"):
        doors.receive(source="boundaries", file=file)
    assert outlines() is None
    assert doors.receive(source="boundaries", file=file, publisher="Kaartbureau", licence="CC0") == 0
    assert "boundaries: those of 2025 in place, sheet:" in capsys.readouterr().out
    assert (outlines().publisher, outlines().licence) == ("Kaartbureau", "CC0")
    stated = json.loads(file.read_bytes()) | {"publisher": "Landmeters", "licence": "CC BY 4.0"}
    file.write_text(json.dumps(stated), encoding="utf-8")
    assert doors.receive(source="boundaries", file=file) == 0
    assert (outlines().publisher, outlines().licence) == ("Landmeters", "CC BY 4.0")
    with pytest.raises(Refused, match="without --dry-run"):
        doors.receive(source="boundaries", file=file, dry_run=True)


def test_the_year_before_is_taken_while_this_year_is_not_published(tmp_path, monkeypatch):
    asked = []

    def only_2025(base, collection, year, *, folder, client=None):
        asked.append(year)
        if year > 2025:
            raise boundaries.NoBoundaries("none")
        return folder / "x.geojson"

    monkeypatch.setattr(boundaries, "boundaries", only_2025)
    assert boundaries.fetched(2026, folder=tmp_path).year == "2025"
    assert asked == [2026, 2025]
    with pytest.raises(boundaries.CannotFetch):
        boundaries.fetched(2028, folder=tmp_path)


def test_a_whole_province_stays_small_and_is_drawn_within_its_frame(samples):
    recorded = (samples / "cbs-samples" / "pdok_gemeente_gegeneraliseerd_2022_PV30_wgs84.geojson").read_bytes()
    found = dict(_areas(recorded))
    across = [x for rings in found.values() for ring in rings for x, _y in ring]
    flat = simplified(found, (max(across) - min(across)) / FINENESS)
    drawn = BorderMap(
        title="Map", name="map",
        tiles=tuple(Bordered(code, 0, 0, Cell(1, ref=f"areas:{code}"), f"/{code}/", rings=tuple(rings)) for code, rings in flat.items()),
    )  # fmt: skip
    svg = str(drawn.svg)
    assert len(flat) == svg.count("<path d=") - 1 == 56  # one path is of the hatching
    assert len(svg.encode()) < 60_000
    width, height = (int(part) for part in drawn.viewbox.split()[2:])
    for path in re.findall(r'<path d="(M[^"]+z)"', svg):
        for ring in path.split("M")[1:]:
            start, _, steps = ring.rstrip("z").partition("l")
            x, y = map(int, start.split())
            numbers = list(map(int, steps.split()))
            for right, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + right, y + down
                assert 0 <= x <= width
                assert 0 <= y <= height
