"""Runs dreams away from the caller's process. One protocol, several backends."""
