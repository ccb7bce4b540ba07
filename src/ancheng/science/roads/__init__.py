"""Roads: a directed graph of arcs with classes and shapes, travel times by class and hour, and the questions asked of it."""
