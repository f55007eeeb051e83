"""The web process starts without the heavy libraries: whoever only reads does not wait for what only computes."""

import os
import subprocess
import sys

import pytest
from tests.house.tree import ROOT

SERVE = """
import io, sys
from django.conf import settings
# the files with hashed names are collected by `samenhang serve`; here the page is asked, not its styles
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from samenhang.web.wsgi import application
answered = []
ask = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
       "HTTP_HOST": "127.0.0.1:8000", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http"}
body = b"".join(application(ask, lambda status, headers, *rest: answered.append(status)))
heavy = sorted({"numba", "scipy", "openpyxl", "typst", "pandas", "llvmlite"} & set(sys.modules))
print(answered[0], len(body) > 1000, heavy)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The environment of a fresh installation with the fictional province in it."""
    environment = {**os.environ, "VAR": str(tmp_path_factory.mktemp("var")), "WORKSPACE": str(ROOT / "workspace" / "tiny"),
                   "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "samenhang.web.settings"}  # fmt: skip
    environment.pop("DATABASE_URL", None)
    load = subprocess.run(
        [sys.executable, "-m", "samenhang", "load"], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    assert load.returncode == 0, load.stdout + load.stderr
    return environment


def test_the_home_page_needs_no_heavy_library(installed):
    done = subprocess.run([sys.executable, "-c", SERVE], env=installed, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "200 OK True []", done.stdout + done.stderr[-2000:]
