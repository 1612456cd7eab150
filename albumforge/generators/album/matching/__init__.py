"""Matching: which pictures a film shows, and which picture stands in which place of its template, and why."""
