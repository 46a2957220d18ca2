"""`infohus manage demo`: fills an empty demo database with the cast and their story."""

from typing import Any

from django.core.management.base import BaseCommand

from infohus.demo.story import tell


class Command(BaseCommand):
    """Tell the demo's story once, by actions alone."""

    help = "Fylder en tom demodatabase med eksempelkommunen og dens sager"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell it, with a line for each chapter."""
        tell(lambda chapter: self.stdout.write(f"  {chapter}"))
