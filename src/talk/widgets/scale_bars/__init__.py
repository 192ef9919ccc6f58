"""Quantities as flat bars."""
