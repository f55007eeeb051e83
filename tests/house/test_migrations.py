"""Models and migrations say the same; until 0.1 each floor has one migration, made again when a model changes."""

from tests.house.tree import FLOORS, PACKAGE


def test_migrations_are_current():
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils import translation

    with translation.override(None, deactivate=True):  # labels are compared untranslated, as makemigrations does
        loader = MigrationLoader(None)
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )
    said = {
        app: [operation.describe() for one in made for operation in one.operations] for app, made in changes.items()
    }
    assert said == {}, "make the floor's migration again: delete its 0001 and run makemigrations"


def test_each_floor_has_at_most_one_migration():
    made = {floor: [path.stem for path in (PACKAGE / floor / "migrations").glob("[0-9]*.py")] for floor in FLOORS}
    assert {floor: names for floor, names in made.items() if names not in ([], ["0001_initial"])} == {}
