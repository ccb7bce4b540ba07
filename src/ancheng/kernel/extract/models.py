"""What every record means to every formula, kept narrow and side by side: months are counted without the records.

A statement that writes a followed table leaves marks in its own transaction (`following.py`), so a mark is seen
exactly when the change is, and a change that is taken back leaves none. `actions.catch_up` takes marks away and
writes the entries of these records anew in one transaction.
"""

from __future__ import annotations

from django.db import models

# A day that is not known lies before all days, or after them.
FIRST, NEVER = 0, 2**31 - 1


class Formula(models.Model):
    """A measure whose entries are complete, known by its own question: another question is another formula."""

    id = models.SmallAutoField(primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    table = models.CharField(max_length=63)

    def __str__(self) -> str:
        return f"{self.table} {self.fingerprint[:8]}"


class Entry(models.Model):
    """One record under one formula: where it counts and by how much, between which days it counts and is met.

    Days are numbers: twice the digits of 2026-11-30. Formula and area are bare numbers: `catch_up` keeps them, and
    millions of rows need no lock on a formula or a unit each.
    """

    pk = models.CompositePrimaryKey("formula", "record")
    record = models.BigIntegerField()
    area = models.BigIntegerField(null=True)
    begins = models.IntegerField()
    ends = models.IntegerField()
    met = models.IntegerField()
    unmet = models.IntegerField()
    formula = models.SmallIntegerField()
    weight = models.DecimalField(max_digits=20, decimal_places=4)
    held = models.DecimalField(max_digits=20, decimal_places=4)
    part = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["formula", "area"], name="extract_entry_cell")]

    def __str__(self) -> str:
        return f"{self.formula} {self.record}"


class Mark(models.Model):
    """A record that was written or removed and whose entries do not say so yet; written by triggers only."""

    table = models.CharField(max_length=63)
    record = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    area = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.table} {self.record}"


class Touched(models.Model):
    """That records of a kind in an area changed, and no result has been counted from it yet."""

    kind = models.CharField(max_length=40)
    area = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "area"], name="touched_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.area}"
