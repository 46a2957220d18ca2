from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


class DbConfig(AppConfig):
    """The last app: when its turn comes after `migrate`, every table stands and the policies can be laid."""

    name = "infohus.db"

    def ready(self) -> None:
        from infohus.db.sql import lay, prepare

        pre_migrate.connect(prepare, sender=apps.get_app_config("auth"), dispatch_uid="infohus_rights")
        post_migrate.connect(lay, sender=self, dispatch_uid="infohus_policies")
