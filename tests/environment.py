"""Set before Django reads its settings (`-p tests.environment`): a test touches no data of whoever runs it."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
os.environ["VAR"] = tempfile.mkdtemp(prefix="samenhang-test-")
os.environ["WORKSPACE"] = str(ROOT / "workspace" / "tiny")
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# a property says what holds, never how fast: on a busy machine one example may take its time
settings.register_profile("samenhang", deadline=None)
settings.load_profile("samenhang")
