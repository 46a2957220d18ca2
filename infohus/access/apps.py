from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "infohus.access"
