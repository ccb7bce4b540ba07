"""Water over ground: terrain, the local-inertial flow on a grid, and the pipes below."""
