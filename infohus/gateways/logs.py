"""The server's own log: where and what kind of error, never what somebody wrote."""

import logging
import traceback


class WithoutValues(logging.Filter):
    """Replace an exception's text by its kind and its places in the code, and a request's address by its path's first part."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, freed of values."""
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            places = [
                f"{frame.name} ({frame.filename.rsplit('infohus', 1)[-1]}:{frame.lineno})"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            record.msg, record.args = f"{type(error).__name__} in {' > '.join(places[-6:])}", ()
            record.exc_info = record.exc_text = None
        elif record.name.startswith("django.request") or record.name.startswith("django.security"):
            record.msg, record.args = f"{getattr(record, 'status_code', '')} on a page", ()
        return True
