"""The editing document of a cut: labels on a video, and the actions that make the cut of it."""
