"""Things that drift over a scene: snow, rain, petals, leaves, sparkle and fireflies."""

from albumforge.generators.album.particles.drift import Drift, particle_opacity, prepare_particles

__all__ = ["Drift", "particle_opacity", "prepare_particles"]
