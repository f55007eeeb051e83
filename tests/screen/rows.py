"""Rows to list: three tables of the tests alone, made by hand because no app owns them."""

from django.db import connection, models


class Kind(models.Model):
    code = models.CharField(max_length=20, primary_key=True)
    label = models.CharField(max_length=40)

    class Meta:
        app_label = "tests_screen"
        managed = False


class Tag(models.Model):
    code = models.CharField(max_length=20, primary_key=True)

    class Meta:
        app_label = "tests_screen"
        managed = False


class Place(models.Model):
    name = models.CharField(max_length=40)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, null=True)
    size = models.IntegerField(null=True)
    tags = models.ManyToManyField(Tag)

    class Meta:
        app_label = "tests_screen"
        managed = False


TABLES = (
    "create table tests_screen_kind (code varchar(20) primary key, label varchar(40) not null)",
    "create table tests_screen_tag (code varchar(20) primary key)",
    "create table tests_screen_place (id integer primary key, name varchar(40) not null, kind_id varchar(20), size integer)",
    "create table tests_screen_place_tags (id integer primary key, place_id integer not null, tag_id varchar(20) not null)",
)
LINKS = "insert into tests_screen_place_tags (id, place_id, tag_id) values (%s, %s, %s)"


def make(places: list[tuple[str, str | None, int | None, str]]) -> None:
    """Places as (name, kind, size, tags parted by spaces), numbered from 1."""
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
    kinds = sorted({kind for _, kind, _, _ in places if kind})
    tags = sorted({tag for place in places for tag in place[3].split()})
    Kind.objects.bulk_create(Kind(code=kind, label=kind.upper()) for kind in kinds)
    Tag.objects.bulk_create(Tag(code=tag) for tag in tags)
    for pk, (name, kind, size, _) in enumerate(places, 1):
        Place(pk=pk, name=name, kind_id=kind, size=size).save(force_insert=True)
    pairs = [(pk, tag) for pk, place in enumerate(places, 1) for tag in place[3].split()]
    with connection.cursor() as cursor:
        for number, (pk, tag) in enumerate(pairs, 1):
            cursor.execute(LINKS, [number, pk, tag])
