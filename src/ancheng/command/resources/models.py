"""Tables of supplies: what there may be, where it lies, how it moves, what is needed, who asked for it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ancheng.base.realm import Realm
from ancheng.command.resources import rules
from ancheng.command.resources.team_models import (
    Agreement,
    Equipment,
    Meeting,
    MutualAid,
    Qualification,
    Team,
)
from ancheng.command.resources.workflows.call_order import REQUESTER, WORKFLOW
from ancheng.kernel.orgs.models import Operational, Unit
from ancheng.kernel.places.models import Placed
from ancheng.kernel.workflow.declare import Workflow
from ancheng.kernel.workflow.models import Case

__all__ = ["Agreement", "Equipment", "Meeting", "MutualAid", "Qualification", "Team"]
PERSON = "people.Person"


class Division(models.TextChoices):
    LIVING = "living", _("基本生活保障物资")
    EQUIPMENT = "equipment", _("应急装备及配套物资")
    ENGINEERING = "engineering", _("工程材料与机械加工设备")


class Holding(models.TextChoices):
    GOVERNMENT = rules.Holding.GOVERNMENT.value, _("政府储备")
    SOCIAL = rules.Holding.SOCIAL.value, _("社会储备")


class Spread(models.TextChoices):
    CENTRAL = rules.Spread.CENTRAL.value, _("集中")
    DISPERSED = rules.Spread.DISPERSED.value, _("分散")


class Item(models.Model):
    """One line of the catalogue of supplies."""

    code = models.CharField(_("编码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    division = models.CharField(_("大类"), max_length=12, choices=Division.choices)
    measure = models.CharField(_("计量单位"), max_length=10)
    shelf_months = models.PositiveSmallIntegerField(_("保质期（月）"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=120, blank=True)
    verified = models.BooleanField(_("分类已核对"), default=False)

    class Meta:
        verbose_name = _("物资目录")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Warehouse(Operational, Placed):
    """Where supplies lie: government's or a firm's, one big store or many small ones."""

    name = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("管理单位"))
    holding = models.CharField(_("储备主体"), max_length=10, choices=Holding.choices)
    spread = models.CharField(_("储备方式"), max_length=10, choices=Spread.choices)
    area_m2 = models.PositiveIntegerField(_("面积（平方米）"), null=True, blank=True)
    keeper = models.CharField(_("保管员"), max_length=40, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("应急物资库")
        indexes = [GinIndex(fields=["seen_by"], name="warehouse_seen_by")]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="warehouse_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("resources:warehouse", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.unit, self.subdistrict) if each]


class Batch(Operational):
    """One lot of one item in one store, good until one day."""

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="batches", verbose_name=_("物资库")
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="batches", verbose_name=_("物资"))
    lot = models.CharField(_("批号"), max_length=40)
    quantity = models.IntegerField(_("现存数量"), default=0, editable=False)
    produced_on = models.DateField(_("生产日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    shelf_place = models.CharField(_("货位"), max_length=40, blank=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("物资批次")
        indexes = [
            GinIndex(fields=["seen_by"], name="batch_seen_by"),
            models.Index(fields=["item", "expires_on"], name="batch_item_end"),
            models.Index(fields=["warehouse", "item"], name="batch_warehouse"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=0), name="stock_never_below_zero"),
            models.UniqueConstraint(fields=["warehouse", "item", "lot"], name="batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.lot}"

    def get_absolute_url(self) -> str:
        return reverse("resources:batch", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return self.warehouse.concerned_units()

    def shelf(self, on: date) -> rules.Shelf:
        return rules.shelf(self.expires_on, on, rules.ROTATE_DAYS.in_force(on).value)


class MovementKind(models.TextChoices):
    IN = "in", _("入库")
    OUT = "out", _("调用出库")
    BACK = "back", _("归还入库")
    ROTATED = "rotated", _("轮换出库")
    SCRAPPED = "scrapped", _("报废")
    COUNTED = "counted", _("盘点调整")


class Movement(models.Model):
    """One line of a batch's stock card; the database lets nobody change or remove it."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("事由"), max_length=10, choices=MovementKind.choices)
    quantity = models.IntegerField(_("数量"))
    balance = models.IntegerField(_("结存"))
    order = models.ForeignKey("CallOrder", on_delete=models.PROTECT, null=True, related_name="movements")
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("经办人"), max_length=80)
    why = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("库存卡")
        indexes = [models.Index(fields=["batch", "-id"], name="movement_card")]
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="movement_balance"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+d}"


class Requirement(Operational):
    """One line of a unit's requirement plan of a year: so much of an item, and never less than so much."""

    year = models.PositiveSmallIntegerField(_("年度"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("物资"))
    required = models.PositiveIntegerField(_("需求数量"), validators=[MinValueValidator(1)])
    minimum = models.PositiveIntegerField(_("最低库存"), default=0)
    basis = models.CharField(_("测算依据"), max_length=200, blank=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("需求计划")
        indexes = [GinIndex(fields=["seen_by"], name="requirement_seen_by")]
        constraints = [
            models.UniqueConstraint(fields=["year", "unit", "item"], name="requirement_once"),
            models.CheckConstraint(
                condition=Q(required__gte=1, minimum__lte=F("required")), name="requirement_minimum"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit} {self.item}"

    def concerned_units(self) -> list[Unit]:
        return [self.unit]


class CapacityContract(Operational):
    """A firm promises to make or bring an item when it is called on (能力储备)."""

    number = models.CharField(_("协议编号"), max_length=60, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("签约单位"))
    enterprise = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("企业"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("物资"))
    quantity = models.PositiveIntegerField(_("约定数量"), validators=[MinValueValidator(1)])
    within_hours = models.PositiveSmallIntegerField(_("送达时限（小时）"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    contact = models.CharField(_("联系人和电话"), max_length=80)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Operational.Meta):
        verbose_name = _("能力储备协议")
        indexes = [GinIndex(fields=["seen_by"], name="capacity_seen_by")]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="capacity_term")]

    def __str__(self) -> str:
        return f"{self.number} {self.enterprise}"

    def concerned_units(self) -> list[Unit]:
        return [self.unit, self.enterprise]


class CallOrder(Case):
    """Supplies called out of one store to where they are needed, until they are settled."""

    WORKFLOW: ClassVar[Workflow] = WORKFLOW

    number = models.CharField(_("编号"), max_length=40, unique=True)
    nonce = models.CharField(max_length=36, unique=True, editable=False)
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.PROTECT, related_name="+", verbose_name=_("物资库")
    )
    requester_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请单位")
    )
    purpose = models.CharField(_("用途"), max_length=200)
    address = models.CharField(_("送达地点"), max_length=200)
    contact = models.CharField(_("收货人和电话"), max_length=80)
    carrier = models.CharField(_("承运人和车牌"), max_length=80, blank=True)
    remarks = models.CharField(_("清点说明"), max_length=300, blank=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    synthetic = models.BooleanField(default=False, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("物资调用单")
        indexes = [GinIndex(fields=["seen_by"], name="call_order_seen_by")]

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("resources:order", args=[self.pk])

    def concerned_units(self) -> list[Unit]:
        return [each for each in (self.owner_unit, self.issuer_unit, self.requester_unit) if each]

    def party_unit_id(self, party: str) -> int | None:
        return self.requester_unit_id if party == REQUESTER else super().party_unit_id(party)

    @property
    def actual(self) -> bool:
        return self.realm == Realm.ACTUAL


class OrderLine(models.Model):
    """So much of one item, asked for by one order."""

    order = models.ForeignKey(CallOrder, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField(_("申请数量"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "item"], name="order_line_once"),
            models.CheckConstraint(condition=Q(asked__gte=1), name="order_line_asks"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.asked}{self.item.measure}"


class Allocation(models.Model):
    """What one batch gave to one line of an order, and what became of it; None is not known yet."""

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="allocations")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    sent = models.PositiveIntegerField(_("发出"))
    received = models.PositiveIntegerField(_("签收"), null=True)
    used = models.PositiveIntegerField(_("使用"), null=True)
    returned = models.PositiveIntegerField(_("归还"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "batch"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(sent__gte=1) & (Q(received=None) | Q(received__lte=F("sent"))),
                name="allocation_received_within_sent",
            ),
            models.CheckConstraint(
                condition=Q(used=None, returned=None) | Q(received__gte=F("used") + F("returned")),
                name="allocation_accounted_within_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.sent}"

    @property
    def missing(self) -> int | None:
        """What was sent and is neither used nor back."""
        if self.used is None or self.returned is None:
            return None
        return self.sent - self.used - self.returned
