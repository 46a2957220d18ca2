import os

from django.apps import AppConfig
from django.conf import settings


class DemoConfig(AppConfig):
    """The demo refuses to start where others could come in, or with the keys of a real municipality, however it is started."""

    name = "infohus.demo"

    def ready(self) -> None:
        from infohus.gateways.home import Trouble
        from infohus.serve import check_demo

        if not settings.DEMO:
            return
        check_demo(settings.HOST)
        if os.environ.get("INFOHUS_HOSTS") and os.environ.get("INFOHUS_DEMO_ANYWHERE") != "1":
            raise Trouble(
                "Demoen må kun vises på denne maskine: i den kan enhver logge på som enhver.", "Fjern INFOHUS_HOSTS eller INFOHUS_DEMO."
            )
