"""The WSGI application that granian serves."""

import atexit
import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")

application = get_wsgi_application()

# What is loaded by now stays for good: a collection that walks it would keep somebody waiting a quarter of a second.
import_module("yimen.config.urls")
gc.collect()
gc.freeze()
atexit.register(gc.unfreeze)
