"""What the tests share: a folder of their own, the fictional province loaded once, a seat for each role."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests import published

SHEETS: dict[Path, bytes] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Pages name their static files plainly here; the journeys check the hashed ones, as served."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder with outside samples and published cases, named by SAMENHANG_SAMPLES."""
    return published.folder()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """SQLite tests use a file, as the product does: threads and the live server then see the same rows."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(Path(os.environ["VAR"]) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """The fictional province, loaded once through the real door; each test rolls back to it."""
    from samenhang.web import doors

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        doors.load()
    SHEETS.update((path, path.read_bytes()) for path in Path(os.environ["VAR"], "sheets").rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def whole_store() -> Iterator[None]:
    """The database rolls back by itself; a sheet's file that a test destroyed is put back here, and so is the language."""
    yield
    translation.deactivate()
    for path, data in SHEETS.items():
        if not path.exists():
            path.write_bytes(data)


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences are compared in the language in which they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def pages_in_english(client: Any, in_english: None) -> None:
    """The same, and the pages that are asked for speak it too."""
    client.cookies["django_language"] = "en"


@pytest.fixture
def seat_of(db: None) -> Callable[[str], object]:
    """`seat_of("…")` gives the seat of a role by its code."""
    from django.utils import timezone

    from samenhang.ground.people.actions import seat_of_role
    from samenhang.ground.people.models import Installer, Role

    def give(code: str) -> object:
        return seat_of_role(Role.objects.get(pk=code), by=Installer(), at=timezone.now())

    return give


@pytest.fixture
def core_team(db: None) -> object:
    """The seat of the workspace's first role."""
    from django.utils import timezone

    from samenhang.ground.people.actions import seat_of_role
    from samenhang.ground.people.models import Installer
    from samenhang.ground.people.queries import first_role

    return seat_of_role(first_role(), by=Installer(), at=timezone.now())


@pytest.fixture
def signed_in(client: object, core_team: object) -> object:
    """A test client signed in as the core team."""
    client.force_login(core_team.account)  # type: ignore[attr-defined]
    return client
