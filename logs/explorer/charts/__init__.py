"""Figures and charts over the logs of a search: drawn on the server as SVG, so that they need no script to be read."""
