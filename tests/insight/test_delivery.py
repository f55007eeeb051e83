"""A delivery takes the whole place of the one before it, also where it says nothing any more."""

import csv
import io

import pytest
from django.conf import settings
from django.utils import timezone

from samenhang.ground.people.actions import seat_of_role
from samenhang.ground.people.models import Installer
from samenhang.ground.people.queries import keeper_role
from samenhang.insight.evidence.actions import deliver
from samenhang.insight.evidence.models import Edition, Source
from samenhang.insight.evidence.queries import moved

pytestmark = pytest.mark.django_db


def test_an_indicator_that_a_new_delivery_leaves_out_is_no_longer_current() -> None:
    source = Source.objects.get()
    rows = list(csv.DictReader(io.StringIO((settings.WORKSPACE / source.file).read_text(encoding="utf-8"))))
    column = next(name for name, value in rows[0].items() if Edition.objects.filter(indicator=value).exists())
    gone = rows[0][column]
    cited = Edition.objects.get(indicator=gone).figures.exclude(value=None).order_by("pk")[0].ref
    out = io.StringIO()
    write = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    write.writeheader()
    write.writerows(row for row in rows if row[column] != gone)
    by = seat_of_role(keeper_role(), by=Installer(), at=timezone.now())
    assert moved([cited]) == {}
    deliver(source=source, data=out.getvalue().encode(), by=by, at=timezone.now(), reason="Left out.")
    assert {edition.indicator_id for edition in Edition.objects.filter(current=True)} == {
        row[column] for row in rows
    } - {gone}
    assert moved([cited])[cited].now is None
