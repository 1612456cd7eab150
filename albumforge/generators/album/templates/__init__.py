"""Templates (影集模板): the looks a film can have, as YAML files that a user can copy and change."""
