"""One line per measure: name, figure, unit, goal and how the figure stands to the goal."""


def report(name: str, figure: float, goal: float, unit: str, note: str = "") -> None:
    """Print one measure; the ratio is figure to goal, so that below one is inside a time limit."""
    ratio = figure / goal if goal else float("inf")
    print(f"{name}  {figure:.4g} {unit}  goal {goal:.4g} {unit}  ratio {ratio:.3f}  {note}".rstrip())
