"""Lettering: how the words of a plan look, where they stand, and what makes them readable."""
