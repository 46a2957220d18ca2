from django.apps import AppConfig
from django.conf import settings


class AccountsConfig(AppConfig):
    name = "infohus.accounts"

    def ready(self) -> None:
        """Let nothing start with a file about logins that would give what no login may give."""
        if settings.SIGN_IN:
            from infohus.accounts.rules import check_mapped
            from infohus.gateways.provider import known

            for provider in known().values():
                check_mapped(provider.roles.values())
