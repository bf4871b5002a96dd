"""The doors: how people and programs come in, by page, API and terminal."""
