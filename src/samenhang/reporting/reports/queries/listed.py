"""All published reports, as the ledger knows them: a report is a sheet, so its list is a question to the acts."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Mention, Sheet
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area

VERB = "reports.published"
PREFIX = len("sheet:")


def reports(viewer: Viewer) -> QuerySet[Act]:
    """Every act that published a report, newest first, with `area`, `made`, `digest` and `decided`; reports are public."""

    def mentioned(role: str) -> Subquery:
        return Subquery(Mention.objects.filter(act=OuterRef("pk"), role=role).order_by("place").values("ref")[:1])

    found = Act.objects.filter(verb=VERB).annotate(
        area=mentioned("area"),
        made=mentioned("made"),
        decided=Exists(Mention.objects.filter(act=OuterRef("pk"), role="decision")),
        short=Substr(F("made"), PREFIX + 1),
    )
    digest = Sheet.objects.filter(short=OuterRef("short")).values("digest")[:1]
    return found.annotate(digest=Subquery(digest)).order_by("-at", "-pk")


def is_example(digest: str | None) -> bool:
    """Whether a report holds an example of ours; its own head says so."""
    try:
        return digest is not None and store.Table.from_bytes(store.read(digest)).head.get("example") == "yes"
    except store.StoreError:  # destroyed on request
        return False


def areas_with_reports() -> dict[str, str]:
    """The areas that have a report, by ref."""
    refs = Mention.objects.filter(role="area", act__verb=VERB).values_list("ref", flat=True).distinct()
    areas = Area.objects.filter(pk__in=[ref.partition(":")[2] for ref in refs])
    return {area.ref: str(area.name) for area in areas.order_by("name")}
