"""Recorded series as curves, labelled directly."""
