"""Drills 演练: the yearly schedule, drills held and evaluated, exercises by script."""
