"""Wiring of llmlogs: settings, URLs and the WSGI entry point. No behaviour lives here."""
