"""OGC SensorThings API 1.1: the register and the readings as Things, Datastreams and Observations."""
