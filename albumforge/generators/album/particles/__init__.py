"""Things that drift over a scene: snow, rain, petals, leaves, sparkle and fireflies."""

from albumforge.generators.album.particles.drift import prepare_particles

__all__ = ["prepare_particles"]
