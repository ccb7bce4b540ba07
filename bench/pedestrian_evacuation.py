"""A thousand people out of a hall of 30 by 20 m with four exits of 1 m (RiMEA test 9): how much faster than life."""

import time

from ancheng.science.models.pedestrian_evacuation import MODEL, plan_of
from bench._report import report

PEOPLE, GOAL = 1000, 8.0
DOORS = ((4.5, 0), (24.5, 0), (4.5, 20), (24.5, 20))


def main() -> None:
    """Placing, walking and summing up, as an officer waits for it."""
    hall = "POLYGON((0 0, 30 0, 30 20, 0 20, 0 0))"
    plan = plan_of(
        ("floor", hall, {}),
        *(("exit", f"LINESTRING({x} {y}, {x + 1} {y})", {}) for x, y in DOORS),
        ("people", hall, {"people": PEOPLE}),
    )
    began, spent = time.perf_counter(), time.process_time()
    told = MODEL.run({"plan": plan})
    wall, cpu = time.perf_counter() - began, time.process_time() - spent
    note = f"{told['time_s']} s of walking; {told['time_s'] / cpu:.1f} x by processor time"
    report(f"{PEOPLE} people, seconds for each of life", wall / told["time_s"], 1 / GOAL, "s/s", note)


if __name__ == "__main__":
    main()
