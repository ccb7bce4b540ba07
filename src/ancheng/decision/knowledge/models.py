"""Tables of knowledge: items with their articles and links, the case base; experts and catalogues stand beside."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.decision.knowledge import rules
from ancheng.decision.knowledge.catalogue_models import Adoption as Adoption
from ancheng.decision.knowledge.catalogue_models import Listing as Listing
from ancheng.decision.knowledge.expert_models import Advice as Advice
from ancheng.decision.knowledge.expert_models import Expert as Expert
from ancheng.decision.knowledge.workflows.item import WORKFLOW
from ancheng.decision.knowledge.workflows.precedent import WORKFLOW as PRECEDENT
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

PERSON = "people.Person"


class Sort(models.TextChoices):
    LAW = "law", _("法律法规")
    RULE = "rule", _("规章和规范性文件")
    STANDARD = "standard", _("标准规范")
    CHECKLIST = "checklist", _("检查表")
    LESSON = "lesson", _("经验做法")


VALIDITY_LABELS = {
    rules.Validity.IN_FORCE: _("现行有效"),
    rules.Validity.TO_COME: _("尚未施行"),
    rules.Validity.ENDED: _("已失效"),
    rules.Validity.UNKNOWN: _("效力不明"),
}
VALIDITY_TONES = {
    rules.Validity.IN_FORCE: "good",
    rules.Validity.TO_COME: "soon",
    rules.Validity.ENDED: "late",
    rules.Validity.UNKNOWN: "unknown",
}


class Reviewed(Case):
    """What goes through submission, review by somebody else, and publication, and is then found by all."""

    number_key = models.CharField(max_length=80, editable=False, blank=True)
    initials = models.CharField(max_length=200, editable=False, blank=True)
    words = SearchVectorField(default="", editable=False)
    submitted_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_on = models.DateField(_("发布日期"), null=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        abstract = True


class Item(Reviewed):
    """A law, a standard, a checklist or a lesson in one version."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    sort = models.CharField(_("类别"), max_length=10, choices=Sort.choices)
    number = models.CharField(_("文号、标准号"), max_length=80, blank=True)
    title = models.CharField(_("名称"), max_length=200)
    issuer = models.CharField(_("发布机关"), max_length=120, blank=True)
    version = models.CharField(_("版本"), max_length=40, blank=True)
    valid_from = models.DateField(_("施行日期"), null=True, blank=True)
    valid_to = models.DateField(_("失效日期"), null=True, blank=True)
    industries = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("适用行业")
    )
    summary = models.TextField(_("摘要"), blank=True, max_length=4000)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    verified = models.BooleanField(_("已与原文核对"), default=False)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("替代的条目")
    )  # fmt: skip

    class Meta(Reviewed.Meta):
        verbose_name = _("知识条目")
        indexes = [
            GinIndex(fields=["seen_by"], name="item_seen_by"),
            GinIndex(fields=["words"], name="item_words"),
            GinIndex(fields=["initials"], name="item_initials", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["number_key"], name="item_number", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["sort", "-id"], name="item_sort"),
            models.Index(fields=["state", "-id"], name="item_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")), name="item_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="item_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False),
                name="item_published_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("knowledge:detail", args=[self.pk])

    def validity(self, on: date) -> rules.Validity:
        return rules.validity(self.valid_from, self.valid_to, on)


class Article(models.Model):
    """One clause of an item, as its district uploaded it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="articles")
    order = models.PositiveIntegerField()
    heading = models.CharField(_("章节"), max_length=200, blank=True)
    clause = models.CharField(_("条款"), max_length=60)
    text = models.TextField(_("内容"))

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["item", "order"], name="article_in_order"),
            models.UniqueConstraint(fields=["item", "clause"], name="article_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.text[:40]}"


class Target(models.TextChoices):
    HAZARD = "hazard", _("重大危险源")
    PLAN = "plan", _("预案")
    INDICATOR = "indicator", _("指标")


class Link(models.Model):
    """What an item or a case has to do with a thing of another desk, by its id there."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="links")
    precedent = models.ForeignKey("Precedent", on_delete=models.CASCADE, null=True, related_name="links")
    target = models.CharField(_("关联对象"), max_length=10, choices=Target.choices)
    target_id = models.CharField(_("对象编号"), max_length=40)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item=None, precedent__isnull=False) | Q(item__isnull=False, precedent=None),
                name="link_of_one",
            ),
            models.UniqueConstraint(fields=["item", "target", "target_id"], name="item_linked_once"),
            models.UniqueConstraint(
                fields=["precedent", "target", "target_id"], name="precedent_linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.target_id}"


class Kind(models.TextChoices):
    FIRE = "fire", _("火灾")
    GAS = "gas", _("燃气")
    CHEMICAL = "chemical", _("危险化学品")
    ROAD = "road", _("道路交通")
    BUILDING = "building", _("建筑施工和坍塌")
    EQUIPMENT = "equipment", _("特种设备")
    CONFINED = "confined", _("有限空间中毒窒息")
    FLOOD = "flood", _("内涝和水毁")
    CROWD = "crowd", _("人员聚集")
    WORK = "work", _("一般作业伤害")
    OTHER = "other", _("其他")


class Precedent(Reviewed):
    """An accident or incident from which others are to learn; figures that nobody knows are empty, never zero."""

    WORKFLOW: ClassVar[Workflow] = PRECEDENT

    number = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("案例名称"), max_length=160)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    occurred_on = models.DateField(_("发生日期"), null=True, blank=True)
    place = models.CharField(_("地点或场所"), max_length=160, blank=True)
    substance = models.CharField(_("涉及物质"), max_length=80, blank=True)
    deaths = models.PositiveSmallIntegerField(_("死亡人数"), null=True, blank=True)
    injured = models.PositiveSmallIntegerField(_("受伤人数"), null=True, blank=True)
    brief = models.TextField(_("经过"), max_length=6000)
    direct_cause = models.TextField(_("直接原因"), blank=True, max_length=3000)
    indirect_cause = models.TextField(_("间接原因"), blank=True, max_length=3000)
    response = models.TextField(_("处置过程"), blank=True, max_length=6000)
    lessons = models.TextField(_("教训和建议"), blank=True, max_length=4000)
    source_type = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.BigIntegerField(null=True, editable=False)

    class Meta(Reviewed.Meta):
        verbose_name = _("案例")
        indexes = [
            GinIndex(fields=["seen_by"], name="precedent_seen_by"),
            GinIndex(fields=["words"], name="precedent_words"),
            GinIndex(fields=["initials"], name="precedent_initials", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["kind", "-id"], name="precedent_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")), name="precedent_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["source_type", "source_id"],
                name="precedent_of_a_source_once",
                condition=Q(source_id__isnull=False) & ~Q(state="withdrawn"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("knowledge:precedent", args=[self.pk])
