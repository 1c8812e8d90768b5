"""Commands beside the app."""
