"""Backups of a forge: made while it runs, checked, and put back into an empty one."""
