"""Settings: everything that differs between machines comes from the environment (`env.py`), the rest is here in plain sight."""

import os
import secrets
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from samenhang.web import env

PACKAGE = Path(__file__).resolve().parent.parent
try:
    VERSION = version("samenhang")
except PackageNotFoundError:  # run from a checkout without installing
    VERSION = "0"

VAR = Path(env.text("VAR", "var", "folder for the database, the sheets and the secret key")).resolve()
# a checkout has the workspaces beside the package, a wheel carries them inside
_HOME = Path("workspace") if Path("workspace").is_dir() else PACKAGE / "workspaces"
WORKSPACE = Path(
    env.text("WORKSPACE", str(_HOME / "brabant"), "folder of the workspace: the province as CSV and TOML files")
).resolve()
DEBUG = env.flag("DEBUG", False, "show technical errors in the browser (never on a server)")
ALLOWED_HOSTS = env.text("HOSTS", "127.0.0.1,localhost,[::1]", "host names that the server answers to").split(",")
SECURE = env.flag("HTTPS", False, "the site is served over https: secure cookies and HSTS")

PROXY = env.flag(
    "PROXY", False, "a proxy stands before the server and adds the address of the visitor (X-Forwarded-For)"
)


def _secret_key() -> str:
    """The key from SECRET_KEY, or one that is made once per installation and kept in VAR with mode 600."""
    key = env.text("SECRET_KEY", "", "signing key; empty: made once and kept in VAR")
    file = VAR / "secret_key"
    if key:
        return key
    if file.exists():
        return file.read_text(encoding="ascii")
    made = secrets.token_urlsafe(50)
    if VAR.is_dir() and os.access(VAR, os.W_OK):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(made)
    return made


SECRET_KEY = _secret_key()
DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL", "", "postgres://user:password@host/name; empty: SQLite in VAR"), VAR
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "sheets": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "sheets"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

INSTALLED_APPS = [
    "samenhang.ground",
    "samenhang.insight",
    "samenhang.weighing",
    "samenhang.steering",
    "samenhang.reporting",
    "samenhang.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samenhang.ground.people.views.ViewerMiddleware",
    "samenhang.web.htmx.PartialMiddleware",
]
ROOT_URLCONF = "samenhang.web.urls"
WSGI_APPLICATION = "samenhang.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # a template lies beside its view: its name is its path in the package
        "DIRS": [PACKAGE],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "samenhang.web.home.views.frame",
            ],
            "libraries": {"cells": "samenhang.screen.cells"},
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "samenhang.screen.cells",
            ],
        },
    }
]

AUTH_USER_MODEL = "ground.Account"
LOGIN_URL = "people:sign_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "samenhang.web.home.views.forged"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
# the largest form: 50 options x 60 criteria x 5 fields when an appraisal is scored
DATA_UPLOAD_MAX_NUMBER_FIELDS = 16_000

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["samenhang.web.formats"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_MAX_AGE = 600

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # without a console handler, DEBUG=False would swallow every traceback
    "root": {"handlers": ["console"], "level": "WARNING"},
}
