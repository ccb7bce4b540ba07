"""Accounts and the seats that people hold in units."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ancheng.base.asker import Asker
from ancheng.base.roles import LABELS, Role


class Person(AbstractUser):
    """Somebody with an account; what he or she may do comes from memberships alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("姓名"), max_length=60)
    mobile = models.CharField(_("手机"), max_length=20, blank=True)
    duty = models.CharField(_("职务"), max_length=60, blank=True)
    demonstration = models.BooleanField(_("演示账号"), default=False, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Membership(models.Model):
    """A seat: a person, in a unit, in a role, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("角色"), max_length=20, choices=[(each.value, LABELS[each]) for each in Role])
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "role", "valid_from"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="membership_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit} · {LABELS[Role(self.role)]}"

    def asker(self) -> Asker:
        """This seat as queries and actions receive it."""
        return Asker(
            person_id=self.person_id,
            name=self.person.name,
            unit_id=self.unit_id,
            unit_name=str(self.unit),
            role=Role(self.role),
        )
