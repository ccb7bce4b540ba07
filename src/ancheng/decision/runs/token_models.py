"""Tokens with which programs of others run models in the seat of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProcessToken(models.Model):
    """What a program shows at /processes/; it has the authority of one seat and no more, and only its hash is kept."""

    seat = models.ForeignKey("people.Membership", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("用途"), max_length=60)
    # Without it the program reads descriptions and results of its seat, and starts nothing.
    may_run = models.BooleanField(_("可提出测算"), default=False)
    head = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("测算接口令牌")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="process_token_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.head}… {self.label}"

    def open_at(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
