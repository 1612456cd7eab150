"""A worker of the farm that knows its master by HTTP alone."""
