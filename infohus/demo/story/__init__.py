"""The demo's story (`model.md` D8): told by actions alone, dated backwards from now. All persons are invented."""

from infohus.demo.story.telling import CHAPTERS, tell

__all__ = ["CHAPTERS", "tell"]
