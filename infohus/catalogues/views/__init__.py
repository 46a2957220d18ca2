"""The pages of the room, one file a concept."""
