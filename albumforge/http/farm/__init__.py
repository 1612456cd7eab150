"""The documented routes of the transcode farm, and those of ours beside them."""
