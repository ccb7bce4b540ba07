"""Django settings; every value that differs between installations comes from the environment."""

import os
import shutil
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ancheng.base.words import msgid
from ancheng.config.cluster import database_settings
from ancheng.config.environment import flag, listed, roles, root, seal_keys, secret_key, var

PACKAGE = Path(__file__).resolve().parents[1]
PRODUCTION = flag("ANCHENG_PRODUCTION")
DEBUG = flag("ANCHENG_DEBUG") and not PRODUCTION
SECRET_KEY = secret_key(production=PRODUCTION)
# The keys under which the reporters of the hotline are sealed: the first seals, all of them open.
SEAL_KEYS = seal_keys()
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")

KERNEL = [
    "orgs",
    "people",
    "places",
    "workflow",
    "tasks",
    "audit",
    "events",
    "files",
    "documents",
    "notices",
    "exchange",
    "extract",
]
DESKS = [
    "supervision.assets",
    "supervision.dangers",
    "supervision.penalties",
    "supervision.risks",
    "supervision.grid",
    "supervision.hotline",
    "supervision.accidents",
    "supervision.credit",
    "supervision.enforcement",
    "supervision.hazards",
    "supervision.matters",
    "monitoring.gateway",
    "monitoring.sensors",
    "monitoring.rules",
    "monitoring.warnings",
    "monitoring.platforms",
    "command",
    "command.resources",
    "command.shelters",
    "command.duty",
    "command.contingency",
    "decision.knowledge",
    "decision.runs",
    "command.dispatch",
    "command.drills",
    "command.activation",
    "command.incidents",
    "command.information",
    "command.preparedness",
    "administration.programme",
    "administration.registers",
    "administration.indicators",
    "administration.assessment",
    "administration.steering",
    "portal",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    *[f"ancheng.kernel.{each}" for each in KERNEL],
    *[f"ancheng.{each}" for each in DESKS],
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ancheng.kernel.people.middleware.SeenMiddleware",
    "ancheng.kernel.people.middleware.SeatMiddleware",
    "ancheng.kernel.people.middleware.SecondFactorMiddleware",
    "ancheng.portal.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ancheng.config.urls"
ASGI_APPLICATION = "ancheng.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [PACKAGE / "portal" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ancheng.portal.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "ancheng.portal.templatetags.ancheng"],
        },
    }
]

# Debian 12 ships GDAL 3.6. Spatial references from outside never reach it: geometries are read by shapely.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts: sign-in by account name, a second factor by TOTP, single sign-on when OIDC_* is set.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}
]
ACCOUNT_ADAPTER = "ancheng.kernel.people.adapter.ClosedSignup"
SOCIALACCOUNT_ADAPTER = "ancheng.kernel.people.adapter.KnownPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Ancheng"
# Who holds one of these roles reaches nothing before a second factor is set up.
SECOND_FACTOR_ROLES = roles("SECOND_FACTOR_ROLES", "administrator" if PRODUCTION else "")
# "Last seen" is noted by SeenMiddleware, every few minutes instead of at every request.
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("OIDC_NAME", msgid("统一身份认证")),
                "client_id": os.environ["OIDC_CLIENT_ID"],
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": os.environ.get("OIDC_SERVER_URL", "")},
            }
        ]
    }
    if os.environ.get("OIDC_CLIENT_ID")
    else {}
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
# Five in a row: a right password wipes out the wrong ones before it.
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "ancheng.kernel.people.adapter.account_name"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False

# Security baseline. TLS ends at the reverse proxy in production; the demo listens on loopback only.
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
BASEMAP_URL = os.environ.get("BASEMAP_URL", "")
BASEMAP_ATTRIBUTION = os.environ.get("BASEMAP_ATTRIBUTION", "")
BASEMAP_ORIGIN = ["/".join(BASEMAP_URL.split("/")[:3])] if BASEMAP_URL.startswith("http") else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *BASEMAP_ORIGIN],
        "connect-src": [SELF, *BASEMAP_ORIGIN],
        "worker-src": [SELF, "blob:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
POSTS_PER_MINUTE = int(os.environ.get("POSTS_PER_MINUTE", "120"))
# Each web process counts for itself (`ancheng serve` says how many there are), so each allows its share.
WEB_PROCESSES = max(1, int(os.environ.get("WEB_PROCESSES", "1")))
# The public page of the hotline: reports an address may send in ten minutes, all together in one minute, and
# looks at a report's standing; the unit that takes reports in (empty: the office of the safety committee).
HOTLINE_PER_ADDRESS = int(os.environ.get("HOTLINE_PER_ADDRESS", "10"))
HOTLINE_PER_MINUTE = int(os.environ.get("HOTLINE_PER_MINUTE", "300"))
HOTLINE_LOOKS_PER_ADDRESS = int(os.environ.get("HOTLINE_LOOKS_PER_ADDRESS", "30"))
HOTLINE_UNIT = os.environ.get("HOTLINE_UNIT", "区应急局")
# The PDF of a Word document comes from LibreOffice; where it is not installed (or WORD_TO_PDF is empty) a page of
# the same content is printed.
WORD_TO_PDF = os.environ.get("WORD_TO_PDF", shutil.which("soffice") or shutil.which("libreoffice") or "")
# Who keeps the board of alarms; the codes of district and agency in identifiers of warnings (GB/T 35965.1); who
# signs them in CAP; the gateways for short messages and broadcasting, where an installation has them.
DUTY_UNIT = os.environ.get("DUTY_UNIT", "区应急局")
WARNING_ADCODE = os.environ.get("WARNING_ADCODE", "110105")
WARNING_AGENCY = os.environ.get("WARNING_AGENCY", "415")
WARNING_UNIT_CODE = os.environ.get("WARNING_UNIT_CODE", "000")
WARNING_SENDER = os.environ.get("WARNING_SENDER", "warning@ancheng.invalid")
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "")
BROADCAST_GATEWAY = os.environ.get("BROADCAST_GATEWAY", "")
# The unit whose duty officers approve what is called out and answer for the district (empty: the office).
COMMAND_UNIT = os.environ.get("COMMAND_UNIT", "区应急局")
CSRF_FAILURE_VIEW = "ancheng.portal.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = [
    "ancheng.kernel.files.limits.RefuseOversize",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_LIMIT_BYTES = int(os.environ.get("UPLOAD_LIMIT_BYTES", 200 * 10**6))

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
# A chosen language is kept in the browser, before sign-in and after.
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = var() / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION or flag("ANCHENG_HASHED_STATIC")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION and not flag("ANCHENG_HASHED_STATIC")
FILES_ROOT = var() / "files"
# Orders of road nets: made once, may be thrown away.
ROADS_KEPT = var() / "roads"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = var() / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "ancheng@localhost")

# The address under which people reach the platform, for links in e-mails; and hosts that may be called.
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000")
WEBHOOK_HOSTS = listed("WEBHOOK_HOSTS", "qyapi.weixin.qq.com")

DISTRICT_NAME = os.environ.get("DISTRICT_NAME", "北京市朝阳区")
DOCUMENT_PREFIX = os.environ.get("DOCUMENT_PREFIX", "朝安")
DEMONSTRATION = flag("ANCHENG_DEMO")
PROJECT_ROOT = root()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
