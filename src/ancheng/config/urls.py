"""Which app answers which address."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("", include("ancheng.portal.urls")),
    path("units/", include("ancheng.kernel.orgs.urls")),
    path("people/", include("ancheng.kernel.people.urls")),
    path("files/", include("ancheng.kernel.files.urls")),
    path("documents/", include("ancheng.kernel.documents.urls")),
    path("inbox/", include("ancheng.kernel.notices.urls")),
    path("tasks/", include("ancheng.kernel.tasks.urls")),
    path("imports/", include("ancheng.kernel.exchange.urls")),
    path("audit/", include("ancheng.kernel.audit.urls")),
    path("calendar/", include("ancheng.kernel.workflow.urls")),
    path("assets/", include("ancheng.supervision.assets.urls")),
    path("dangers/", include("ancheng.supervision.dangers.urls")),
    path("penalties/", include("ancheng.supervision.penalties.urls")),
    path("risks/", include("ancheng.supervision.risks.urls")),
    path("grid/", include("ancheng.supervision.grid.urls")),
    path("warnings/", include("ancheng.monitoring.warnings.urls")),
    path("platforms/", include("ancheng.monitoring.platforms.urls")),
    path("rules/", include("ancheng.monitoring.rules.urls")),
    path("open/notices/", include("ancheng.command.information.public_urls")),
    path("open/warnings/", include("ancheng.monitoring.warnings.public_urls")),
    path("report/", include("ancheng.supervision.hotline.public_urls")),
    path("open/", include("ancheng.portal.open_urls")),
    path("hotline/", include("ancheng.supervision.hotline.urls")),
    path("accidents/", include("ancheng.supervision.accidents.urls")),
    path("credit/", include("ancheng.supervision.credit.urls")),
    path("enforcement/", include("ancheng.supervision.enforcement.urls")),
    path("hazards/", include("ancheng.supervision.hazards.urls")),
    path("matters/", include("ancheng.supervision.matters.urls")),
    path("sensors/", include("ancheng.monitoring.sensors.urls")),
    path("resources/", include("ancheng.command.resources.urls")),
    path("shelters/", include("ancheng.command.shelters.urls")),
    path("duty/", include("ancheng.command.duty.urls")),
    path("contingency/", include("ancheng.command.contingency.urls")),
    path("knowledge/", include("ancheng.decision.knowledge.urls")),
    path("runs/", include("ancheng.decision.runs.urls")),
    path("processes/", include("ancheng.decision.runs.api_urls")),
    path("dispatch/", include("ancheng.command.dispatch.urls")),
    path("drills/", include("ancheng.command.drills.urls")),
    path("activation/", include("ancheng.command.activation.urls")),
    path("incidents/", include("ancheng.command.incidents.urls")),
    path("information/", include("ancheng.command.information.urls")),
    path("preparedness/", include("ancheng.command.preparedness.urls")),
    path("programme/", include("ancheng.administration.programme.urls")),
    path("registers/", include("ancheng.administration.registers.urls")),
    path("indicators/", include("ancheng.administration.indicators.urls")),
    path("assessment/", include("ancheng.administration.assessment.urls")),
    path("steering/", include("ancheng.administration.steering.urls")),
]
handler400 = "ancheng.portal.errors.bad_request"
handler403 = "ancheng.portal.errors.forbidden"
handler404 = "ancheng.portal.errors.not_found"
handler500 = "ancheng.portal.errors.server_error"
