"""Rendering: from a plan to frames, segments, sound and the finished film."""
