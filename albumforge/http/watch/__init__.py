"""The routes of watch folders."""
