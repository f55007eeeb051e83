"""The web process."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenhang.web.settings")
application = get_wsgi_application()
gc.freeze()  # what was loaded stays: looking through it for cycles took a tenth of a second of one page in twenty-five
