"""Accounts are opened by an administrator: nobody signs up, and single sign-on enters known people only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ancheng.kernel.people.models import Person


def account_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The account that somebody tries to enter, in small letters, for the counter of wrong passwords.

    The form calls it login, Django's signals call it username; counted apart, they would never lock.
    """
    given = credentials or request.POST
    return str(given.get("login") or given.get("username") or "").strip().lower()[:150]


class ClosedSignup(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, which locks with our sentence; a second counter hid that one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Joins an identity to the active account with the same name; an unknown identity gets a sentence."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        username = claims.get("preferred_username") or claims.get("userinfo", {}).get(
            "preferred_username", ""
        )
        person = Person.objects.filter(username=username, is_active=True).first() if username else None
        if person is None:
            messages.error(request, _("统一身份认证已通过，但本平台没有您的账号，请联系系统管理员开设。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, person)
