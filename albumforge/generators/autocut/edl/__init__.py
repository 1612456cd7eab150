"""A cut for editing programs, and from them: edit decision lists (CMX 3600) in and out, timelines (OTIO) out."""
