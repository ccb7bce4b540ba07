"""What blast, heat and poison do: physics of the effect, thresholds as data, probit functions."""
