"""The door for the web server; one of its processes dies with the one that started it, which else would leave it holding the port."""

import os

from django.core.wsgi import get_wsgi_application

from infohus.gateways.home import bind_to_parent

bind_to_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infohus.settings")
application = get_wsgi_application()
