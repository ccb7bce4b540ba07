"""The ASGI application."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
application = get_asgi_application()
# All pages are imported before the first visitor comes, not while he or she waits.
get_resolver().url_patterns  # noqa: B018
