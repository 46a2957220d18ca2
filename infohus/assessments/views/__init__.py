"""The pages of assessing a case, one file a concept."""
