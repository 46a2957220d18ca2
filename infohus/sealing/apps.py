from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "infohus.sealing"
