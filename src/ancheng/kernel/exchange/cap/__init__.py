"""Common Alerting Protocol: alerts as values, what makes one valid, reading and writing."""
