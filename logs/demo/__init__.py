"""Realistic sample traffic of one invented shop, for demonstrations and measurements. Pure; standard library only."""

from .traffic import traffic

__all__ = ["traffic"]
