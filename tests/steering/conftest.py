"""What the tests of steering share: most of them begin without the measures of the worked example."""

import pytest


@pytest.fixture(autouse=True)
def without_example_measures(request: pytest.FixtureRequest) -> None:
    """The worked programme goes, unless a module says `EXAMPLE = True`; each test rolls back to it."""
    asks = "db" in request.fixturenames or request.node.get_closest_marker("django_db")
    if asks and not getattr(request.module, "EXAMPLE", False):
        from samenhang.steering.programme.models import Measure, Proposal

        request.getfixturevalue("db")
        Proposal.objects.all().delete()
        Measure.objects.filter(example=True).delete()
