"""Floor plans that the tests share."""

from ancheng.science.models.pedestrian_evacuation import plan_of

# RiMEA test 5: a room of 8 m by 5 m, an exit of 1 m in the middle of the wall of 5 m.
ROOM = plan_of(
    ("wall", "LINESTRING(0 0, 8 0, 8 2)", {}),
    ("wall", "LINESTRING(8 3, 8 5, 0 5, 0 0)", {}),
    ("exit", "LINESTRING(8 2, 8 3)", {"name": "门"}),
    ("people", "POLYGON((0 0, 6 0, 6 5, 0 5, 0 0))", {"people": 10}),
)

# RiMEA test 6: a passage of 2 m that turns to the left.
CORNER = plan_of(
    ("floor", "POLYGON((0 0, 12 0, 12 12, 10 12, 10 2, 0 2, 0 0))", {}),
    ("exit", "LINESTRING(10 12, 12 12)", {}),
    ("people", "POLYGON((0 0, 6 0, 6 2, 0 2, 0 0))", {"people": 20}),
)


def hall(people, shut=()):
    """RiMEA test 9: 30 m by 20 m with four exits of 1 m."""
    doors = {1: (4.5, 0), 2: (24.5, 0), 3: (4.5, 20), 4: (24.5, 20)}
    return plan_of(
        ("floor", "POLYGON((0 0, 30 0, 30 20, 0 20, 0 0))", {}),
        *(
            ("exit", f"LINESTRING({x} {y}, {x + 1} {y})", {"name": f"{n}号门"})
            for n, (x, y) in doors.items()
            if n not in shut
        ),
        ("people", "POLYGON((0 0, 30 0, 30 20, 0 20, 0 0))", {"people": people}),
    )
