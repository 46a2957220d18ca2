"""Sessions that parallel requests share: one that only looked writes nothing back over what another has put there meanwhile."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError


class SessionStore(db.SessionStore):
    """A session in the database; each request lets it live on for half an hour, but writes its content only if it has changed it.

    A page that follows what is typed is asked for while the form itself is sent: it came in before, goes home after, and had the session of before.
    """

    def save(self, must_create: bool = False) -> None:
        """Write what was changed, else only until when it lives."""
        if must_create or self.modified or self.session_key is None:
            super().save(must_create)
        elif not self.model.objects.filter(pk=self.session_key).update(expire_date=self.get_expiry_date()):
            raise UpdateError
