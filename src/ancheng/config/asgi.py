"""The ASGI application."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import get_resolver

from ancheng.config.body_limit import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ancheng.config.settings")
application = limited(get_asgi_application(), lambda: settings.UPLOAD_LIMIT_BYTES)
# All pages are imported before the first visitor comes, not while he or she waits.
get_resolver().url_patterns  # noqa: B018
if os.environ.get("ANCHENG_SERVING"):
    # Closures drawn in another process are readied before somebody asks.
    from ancheng.command.dispatch.live import listen

    listen()
