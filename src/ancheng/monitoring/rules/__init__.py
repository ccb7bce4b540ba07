"""Rules over sensors as versioned data, tried on stored history, and the process that evaluates them."""
