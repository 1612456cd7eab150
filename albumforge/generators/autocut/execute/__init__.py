"""Make the film of a cut: what can be copied is copied, the rest is encoded, and the sound is cut to the sample."""

from albumforge.generators.autocut.execute.render import execute

__all__ = ["execute"]
