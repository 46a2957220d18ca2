"""The door for the web server; one of its processes dies with the one that started it, which else would leave it holding the port."""

import gc
import multiprocessing
import os
import signal
import sys
import threading

from infohus.gateways.home import bind_to_parent

# Whoever started it waits for it when asked to stop; so where that one is gone without a word, nothing is worth waiting for.
bind_to_parent(signal.SIGKILL)
starter = multiprocessing.parent_process()
if starter is not None and not starter.is_alive():  # it died before it could be noticed
    sys.exit(1)
if threading.current_thread() is threading.main_thread():
    # While the pages load, the server's own handler would swallow the wish to stop; it is set again when they are loaded.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infohus.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils.http import parse_header_parameters  # noqa: E402

from infohus.gateways.keys import check_keyed  # noqa: E402

check_keyed()
django = get_wsgi_application()


def application(environ, start_response):  # type: ignore[no-untyped-def]
    """Infohus; a type of body that Django fails on before any page sees it is handed on as one that the door refuses in words."""
    try:
        parse_header_parameters(environ.get("CONTENT_TYPE", ""))
    except ValueError:
        environ["CONTENT_TYPE"] = "text/plain; charset=unknown"
    return django(environ, start_response)


from infohus.deadlines.rules import is_arbejdsdag  # noqa: E402
from infohus.lib import today  # noqa: E402

# What is made once in a process is made now, not while the first visitor waits: every room's pages, and the calendar of this year.
get_resolver().url_patterns  # noqa: B018
is_arbejdsdag(today())
# What is there now stays: it need not be looked through for rubbish again and again while a page is made.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
