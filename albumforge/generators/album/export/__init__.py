"""The cut of a film for editing programs: a timeline (OTIO) and an edit decision list (CMX 3600)."""
