"""Asking CBS and PDOK, on a site of our own: patience, pages, limits, and every answer that is not what was asked."""

import json
import time
import zipfile
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.utils import translation
from tests.insight.site import Site, serving
from tests.workspace import made

from samenhang.insight.evidence.actions import fetch as fetching
from samenhang.insight.evidence.actions.boundaries import boundaries
from samenhang.insight.evidence.actions.client import CannotFetch, Client, _public
from samenhang.insight.evidence.actions.fetch import Fetched, Unchanged, _Known, fetch_table
from samenhang.workspace import mapping
from samenhang.workspace.formats.documents import Documents

TABLE = "99001NED"
BRABANT = Path(made.TINY).parent / "brabant"


@pytest.fixture(autouse=True)
def _english():
    """The sentences are compared in one language."""
    with translation.override("en"):
        yield


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serving() as site:
        yield site


def publish(site: Site, documents=None, *, page: int = 100, etag: str = "") -> None:
    """The documents of a table as the service gives them, with pages, a count and a catalogue."""
    found = dict(documents or made.documents())
    observations = found.pop("Observations")["value"]
    root = f"/odata/{TABLE}"
    for name, document in found.items():
        site.answers[f"{root}/{name}"] = json.dumps(document).encode()
    if etag:
        body = site.answers[f"{root}/Properties"]
        site.answers[f"{root}/Properties"] = lambda query: (
            (304, {}, b"") if site.headers[-1].get("if-none-match") == etag else (200, {"ETag": etag}, body)
        )

    def pages(query: str) -> bytes:
        start = int(parse_qs(query).get("$skip", ["0"])[0])
        answer = {"@odata.context": "…#Observations", "value": observations[start : start + page]}
        if start + page < len(observations):
            answer["@odata.nextLink"] = f"{site.base}{root}/Observations?$skip={start + page}"
        return json.dumps(answer).encode()

    site.answers[f"{root}/Observations"] = pages
    site.answers[f"{root}/Observations/$count"] = str(len(observations)).encode()
    site.answers["/odata/Datasets"] = json.dumps({"value": [
        {"Identifier": TABLE, "Title": "Werk en bedden", "Status": "Regulier"},
        {"Identifier": "99005NED", "Title": "Werk en bedden; nieuw", "Status": "Regulier"},
    ]}).encode()  # fmt: skip


def asking(site: Site, into: Path, known: _Known = _Known(), source: bytes = b"", **limits):  # noqa: B008 - frozen
    pauses: list[float] = []
    kind = mapping.declared(source or made.v4(url=f"{site.base}/odata"), made.tables())
    client = Client(fetching.base_of(kind), pause=pauses.append, **{"timeout": 5.0, **limits})
    return fetch_table(kind, known, into=into, client=client), pauses


def refused(site: Site, into: Path, **others) -> str:
    with pytest.raises(CannotFetch) as caught:
        asking(site, into, **others)
    assert list(into.iterdir()) == [], "nothing may be left behind"
    return str(caught.value).replace(site.base, "SITE")


def test_a_table_in_pages_becomes_one_file(site, tmp_path):
    publish(site, page=10)
    fetched, pauses = asking(site, tmp_path)
    assert fetched == Fetched(tmp_path / f"{TABLE}.zip", 36, "2026-01-02T00:00:00+01:00")
    assert pauses == []
    assert made.read(made.v4(), fetched.file, "row", "value") == made.read(made.v4(), made.bundle(), "row", "value")
    asked = "(Measure eq 'M000001' or Measure eq 'M000002') and (Geslacht eq 'T001038')"
    root = f"/odata/{TABLE}"
    assert site.asked == [
        f"{root}/Properties", f"{root}/MeasureCodes", f"{root}/Dimensions",
        f"{root}/GeslachtCodes", f"{root}/RegioSCodes", f"{root}/PeriodenCodes",
        f"{root}/Observations/$count?$filter={asked}", f"{root}/Observations?$filter={asked}",
        *(f"{root}/Observations?$skip={start}" for start in (10, 20, 30)),
        f"{root}/Properties",
    ]  # fmt: skip
    first = fetched.file.read_bytes()
    asking(site, tmp_path)
    assert fetched.file.read_bytes() == first, "equal documents give equal bytes"


def test_a_group_of_codes_is_asked_by_its_codes(site, tmp_path):
    publish(site)
    select = {
        "Geslacht": "T001038",
        "RegioS": {"group": "LD", "startswith": "TG0"},
        "Perioden": {"from": "2023JJ00", "to": "2024JJ00"},
    }
    asking(site, tmp_path, source=made.v4(url=f"{site.base}/odata/{TABLE}/", select=select))
    (asked,) = (line.partition("$filter=")[2] for line in site.asked if "$count" in line)
    assert asked == (
        "(Measure eq 'M000001' or Measure eq 'M000002') and (Geslacht eq 'T001038') and "
        "(startswith(RegioS,'TG0') or RegioS eq 'TL01' or RegioS eq 'TP01') and Perioden ge '2023JJ00' and Perioden le '2024JJ00'"
    )


def test_unchanged_by_etag_and_by_the_day_of_change(site, tmp_path):
    publish(site, etag='"v1"')
    fetched, _ = asking(site, tmp_path)
    with fetched.file.open("rb") as file:
        told = Documents(zipfile.ZipFile(file)).whole("Request")
    site.asked.clear()
    known = _Known(told["modified"], told["etag"], told["filter"])
    assert asking(site, tmp_path, known)[0] == Unchanged(told["modified"])
    assert site.asked == [f"/odata/{TABLE}/Properties"]
    assert asking(site, tmp_path, _Known(told["modified"], "", told["filter"]))[0] == Unchanged(told["modified"])
    assert not any("/Observations" in line for line in site.asked)
    # another selection is another delivery, however old the table is
    assert isinstance(asking(site, tmp_path, _Known(told["modified"], "", "something else"))[0], Fetched)


def test_patience_with_a_busy_site(site, tmp_path):
    publish(site)
    path = f"/odata/{TABLE}/Dimensions"
    site.once(path, (503, {}, b""), (429, {"Retry-After": "7"}, b""), (500, {"Retry-After": "9999"}, b""))
    assert asking(site, tmp_path)[1] == [1.0, 7.0, 60.0]
    site.once(path, *[(502, {}, b"")] * 4)
    for file in tmp_path.iterdir():
        file.unlink()
    assert refused(site, tmp_path) == (
        f"SITE/odata/{TABLE}/Dimensions refuses (502). Check the address in the source, or try again later."
    )


def test_a_site_that_is_slow_or_breaks_off_is_asked_again(site, tmp_path):
    publish(site)

    def slow(query: str) -> bytes:
        time.sleep(0.6)
        return b"{}"

    site.once(f"/odata/{TABLE}/Dimensions", slow, (200, {"Content-Length": "500"}, b'{"value": ['))
    fetched, pauses = asking(site, tmp_path, timeout=0.2)
    assert (fetched.observations, pauses) == (36, [1.0, 2.0])


def test_a_site_that_is_not_there(site, tmp_path):
    with pytest.raises(
        CannotFetch, match=r"does not answer .*Connection refused.*Check the connection, or try again later"
    ):
        asking(site, tmp_path, source=made.v4(url="http://127.0.0.1:9/odata"))


@pytest.mark.parametrize("document", ["Properties", "Dimensions", "Observations"])
def test_a_page_instead_of_data(site, tmp_path, document):
    publish(site)
    site.answers[f"/odata/{TABLE}/{document}"] = b"<!DOCTYPE html><html><title>Onderhoud</title></html>"
    told = refused(site, tmp_path)
    assert told.startswith(f"SITE/odata/{TABLE}/{document}")
    assert "got a web page (HTML): the site answered with a page instead of the data" in told


def test_a_page_that_was_cut_off(site, tmp_path):
    publish(site, page=10)
    root = f"/odata/{TABLE}"
    whole = site.answers[f"{root}/Observations"]
    site.answers[f"{root}/Observations"] = lambda query: whole(query)[:-40] if "$skip=20" in query else whole(query)
    assert "is no whole JSON" in refused(site, tmp_path)
    fewer = made.documents()
    publish(site, fewer, page=10)
    site.answers[f"{root}/Observations/$count"] = b"37"
    assert refused(site, tmp_path) == (
        f"{TABLE} should have 37 observations, and 36 came. A page was cut off: fetch it again."
    )
    site.answers[f"{root}/Observations/$count"] = b"<html>"
    assert "should give a number, and gave <html>" in refused(site, tmp_path)


def test_pages_of_another_site_are_refused(site, tmp_path):
    publish(site)
    for link in ("http://localhost:1/next", "https://example.org/next", "file:///etc/passwd", "//example.org/x"):
        site.answers[f"/odata/{TABLE}/Observations"] = json.dumps({"value": [], "@odata.nextLink": link}).encode()
        assert "for the next page. Pages come from the site that the source declares." in refused(site, tmp_path)


def test_a_redirect_into_a_private_network_is_refused(site, tmp_path):
    publish(site)
    port = site.base.rpartition(":")[2]
    for target in (
        f"http://localhost:{port}/odata/x",
        "http://10.0.0.1/x",
        "http://[::1]/x",
        "http://169.254.169.254/latest",
    ):
        site.answers[f"/odata/{TABLE}/Properties"] = (302, {"Location": target}, b"")
        assert "inside a private network or without encryption" in refused(site, tmp_path)
    site.answers[f"/odata/{TABLE}/Properties"] = (302, {"Location": "ftp://example.org/x"}, b"")
    with pytest.raises(CannotFetch):
        asking(site, tmp_path)


def test_a_redirect_within_the_declared_site_is_followed(site, tmp_path):
    publish(site)
    site.answers["/elders"] = site.answers[f"/odata/{TABLE}/Properties"]
    site.answers[f"/odata/{TABLE}/Properties"] = (301, {"Location": "/elders"}, b"")
    assert asking(site, tmp_path)[0].observations == 36
    site.answers["/elders"] = (302, {"Location": "/elders"}, b"")
    assert "refuses (302)" in refused_again(site, tmp_path)


def refused_again(site: Site, into: Path) -> str:
    for file in into.iterdir():
        file.unlink()
    return refused(site, into)


@pytest.mark.parametrize(
    ("host", "public"), [("127.0.0.1", False), ("10.1.2.3", False), ("::1", False), ("8.8.8.8", True), ("", False)]
)
def test_which_addresses_are_public(host, public):
    assert _public(host or None) is public


def test_limits(site, tmp_path):
    publish(site, page=10)
    assert refused(site, tmp_path, most_pages=2).endswith(
        "goes on after 2 pages. Ask for less with [select] in the source."
    )
    assert "gives more than 3,000 bytes. Ask for less with [select] in the source." in refused(
        site, tmp_path, most_bytes=3000
    )


def test_a_table_that_changes_while_it_is_fetched(site, tmp_path):
    publish(site)
    later = json.dumps({**made.documents()["Properties"], "Modified": "2026-02-01"}).encode()
    now = site.answers[f"/odata/{TABLE}/Properties"]
    site.answers[f"/odata/{TABLE}/Properties"] = later
    site.once(f"/odata/{TABLE}/Properties", now)
    assert refused(site, tmp_path) == f"The table {TABLE} changed while it was fetched. Fetch it again."


def test_an_id_in_other_letters_is_found_in_the_catalogue(site, tmp_path):
    publish(site)
    source = made.v4(url=f"{site.base}/odata", table="99001ned")
    assert refused(site, tmp_path, source=source) == (
        "SITE/odata/99001ned/Properties does not exist (404). The catalogue has 99001NED (Werk en bedden, Regulier): correct "
        "table in the source."
    )
    # some services answer with nothing instead
    site.answers["/odata/99001ned/Properties"] = b'{"value": []}'
    assert "does not describe the table 99001ned. The catalogue has 99001NED" in refused(site, tmp_path, source=source)


def test_a_table_that_the_catalogue_does_not_have(site, tmp_path):
    publish(site)
    source = made.v4(url=f"{site.base}/odata", table="abc")
    assert refused(site, tmp_path, source=source).endswith(
        "The catalogue has no such table: look it up and correct table in the source."
    )
    del site.answers["/odata/Datasets"]
    assert refused(site, tmp_path, source=source).endswith(
        "Look the id up in the catalogue of CBS and correct table in the source."
    )


@pytest.mark.parametrize(
    ("related", "told"),
    [
        ([{"Url": 'https://example.org/dataset/99005NED/table" target="_blank'}], "Look at 99005NED (Werk en bedden; nieuw)."),
        ([{"Url": "https://example.org/dataset/11111NED"}], "Look at 99005NED (Werk en bedden; nieuw)."),
    ],
)  # fmt: skip
def test_a_discontinued_table_names_its_successor(site, tmp_path, related, told):
    documents = made.documents()
    documents["Properties"].update(Status="Gediscontinueerd", RelatedSources=related, Title="Werk en bedden; nieuws")
    publish(site, documents)
    fetched, _ = asking(site, tmp_path)
    assert fetched.remarks == (f"The table {TABLE} was discontinued: it gets no new figures. {told}",)
    site.answers["/odata/Datasets"] = b'{"value": []}'
    fetched, _ = asking(site, tmp_path)
    assert fetched.remarks[0].endswith("The catalogue does not tell what took its place.")


def test_the_older_service(site, tmp_path):
    from tests.workspace.test_formats_cbs_v3 import documents, source

    found = documents()
    rows = found.pop("TypedDataSet")["value"]
    root = "/feed/99002NED"
    for name, document in {
        **found,
        "RegioS": {"value": [{"Key": "TG01  ", "Title": "x", "CategoryGroupID": 1}]},
    }.items():
        site.answers[f"{root}/{name}"] = json.dumps(document).encode()
    site.answers[f"{root}/TypedDataSet"] = lambda query: json.dumps(
        {"value": rows[1:]}
        if "skip" in query
        else {"value": rows[:1], "odata.nextLink": f"{site.base}{root}/TypedDataSet?$skip=1"}
    ).encode()
    site.answers[f"{root}/TypedDataSet/$count"] = b"2"
    told = source(
        url=f"{site.base}/feed", select={"RegioS": "TG01", "Perioden": {"from": "2023JJ00", "to": "2024JJ00"}}
    )
    fetched, _ = asking(site, tmp_path, source=told)
    assert fetched == Fetched(tmp_path / "99002NED.zip", 2, "2020-11-19T02:00:00")
    assert len(made.read(told, fetched.file, "row")) == 4
    asked = "(startswith(RegioS,'TG01')) and Perioden ge '2023JJ00' and Perioden le '2024JJ00~'"
    assert f"{root}/TypedDataSet?$filter={asked}&$format=json" in site.asked
    assert f"{root}/TypedDataSet/$count?$filter={asked}" in site.asked


def test_house_prices_as_recorded(site, tmp_path, samples):
    from tests.workspace.test_formats_cbs_v4 import inhabitants

    folder = samples / "cbs-samples" / "83625NED"
    names = {"Properties": "properties", "Dimensions": "dimensions", "MeasureCodes": "measure-codes",
             "RegioSCodes": "codes-RegioS", "PeriodenCodes": "codes-Perioden", "Observations": "observations"}  # fmt: skip
    for name, file in names.items():
        site.answers[f"/odata/v1/CBS/83625NED/{name}"] = (folder / f"{file}.json").read_bytes()
    site.answers["/odata/v1/CBS/83625NED/Observations/$count"] = b"649"
    source = inhabitants(
        url=f"{site.base}/odata/v1/CBS", table="83625NED", map={"indicator": {"M001534": "gemiddelde-verkoopprijs"}},
        layout={"units": {"M001534": "euro"}}, select={"RegioS": {"equals": ["NL01", "PV30"], "startswith": "GM"}},
        constants={"unit": "euro", "certainty": "exact", "definition": "verkochte-koopwoningen", "basis": "place",
                   "publication": "cbs-83625ned"},
    )  # fmt: skip
    kind = mapping.declared(source, made.tables(BRABANT))
    fetched = fetch_table(kind, _Known(), into=tmp_path, client=Client(fetching.base_of(kind)))
    assert fetched.modified == "2026-02-17T00:00:00+01:00"
    assert len(made.read(source, fetched.file, "row", words=made.tables(BRABANT))) > 600


# boundaries


def features(*codes: str, year: int = 2024) -> list[dict[str, object]]:
    shape = {"type": "Polygon", "coordinates": [[[5.0, 51.0], [5.1, 51.0], [5.1, 51.1], [5.0, 51.0]]]}
    return [
        {"type": "Feature", "properties": {"statcode": code, "jaarcode": year}, "geometry": shape} for code in codes
    ]


def test_boundaries_are_fetched_once(site, tmp_path):
    path = "/ogc/v1/collections/gemeente_gegeneraliseerd/items"
    more = {"rel": "next", "href": f"{site.base}{path}?cursor=2"}
    site.answers[path] = lambda query: json.dumps(
        {"features": features("GM0002"), "links": []}
        if "cursor" in query
        else {"features": features("GM0001"), "links": [more]}
    ).encode()
    file = boundaries(f"{site.base}/ogc/v1/", "gemeente_gegeneraliseerd", 2024, folder=tmp_path / "grenzen")
    assert [row["properties"]["statcode"] for row in json.loads(file.read_text())["features"]] == ["GM0001", "GM0002"]
    assert site.asked == [f"{path}?f=json&limit=1000&jaarcode=2024", f"{path}?cursor=2"]
    assert boundaries(f"{site.base}/ogc/v1", "gemeente_gegeneraliseerd", 2024, folder=tmp_path / "grenzen") == file
    assert len(site.asked) == 2


def test_boundaries_that_are_none(site, tmp_path):
    path = "/ogc/collections/gemeente/items"
    for answer, told in (
        (b'{"features": []}', "There are no boundaries of gemeente in 2024."),
        (b'{"title": "x"}', "should give areas with their boundaries"),
        (json.dumps({"features": features("GM0001", year=2022)}).encode(), "or of another year than 2024"),
        (
            json.dumps({"features": [{"properties": {"statcode": "GM0001"}, "geometry": None}]}).encode(),
            "without a code or boundary",
        ),
        (b"<html>", "got a web page (HTML)"),
    ):
        site.answers[path] = answer
        with pytest.raises(CannotFetch, match=r"\w") as caught:
            boundaries(
                f"{site.base}/ogc",
                "gemeente",
                2024,
                folder=tmp_path,
                client=Client(f"{site.base}/ogc", pause=lambda _: None),
            )
        assert told in str(caught.value)
    with pytest.raises(CannotFetch, match="by the name of a collection and a year"):
        boundaries(site.base, "../etc", 2024, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_boundaries_of_brabant_as_recorded(site, tmp_path, samples):
    recorded = (samples / "cbs-samples" / "pdok_gemeente_gegeneraliseerd_2022_PV30_wgs84.geojson").read_bytes()
    site.answers["/ogc/v1/collections/gemeente_gegeneraliseerd/items"] = recorded
    file = boundaries(f"{site.base}/ogc/v1", "gemeente_gegeneraliseerd", 2022, folder=tmp_path)
    assert len(json.loads(file.read_text())["features"]) == 56
