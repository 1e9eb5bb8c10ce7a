"""Coming in by another system (OpenID Connect), as an option: ``pip install 'gangmu[oidc]'``.

Authorization code flow with PKCE (RFC 7636). Who somebody is comes from the provider's userinfo
endpoint; what they may do is still said here: the user must have been added, by the same name, and
an administrator adds them without a password.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import RedirectResponse

from gangmu.service.access import Permission
from gangmu.service.desk import Desk, LoginNeededError
from gangmu.service.views.entering import with_cookie
from gangmu.store.records.people import let_in, user_named
from gangmu.terms import InputError

_STATE = "gangmu_oidc"
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Provider:
    """Whom to ask: the issuer's address, and who we are to it."""

    issuer: str
    client: str
    secret: str
    claim: str = "preferred_username"


def provider_from_environment() -> Provider | None:
    """Read ``GANGMU_OIDC_ISSUER``, ``_CLIENT`` and ``_SECRET``; ``None`` where they are not set."""
    issuer = os.environ.get("GANGMU_OIDC_ISSUER", "").rstrip("/")
    if not issuer:
        return None
    claim = os.environ.get("GANGMU_OIDC_CLAIM", "preferred_username")
    names = ("GANGMU_OIDC_CLIENT", "GANGMU_OIDC_SECRET")
    client, secret = (os.environ.get(name, "") for name in names)
    if not client or not secret:
        raise InputError("统一认证没有配全", "环境变量", f"还要设 {'、'.join(names)}")
    return Provider(issuer, client, secret, claim)


def add_oidc(app: FastAPI, provider: Provider) -> None:
    """Add the two doors of a provider. Raises ``InputError`` where the extra is not installed."""
    try:
        from authlib.integrations.httpx_client import OAuth2Client
    except ModuleNotFoundError:
        raise InputError(
            "没有安装统一认证", "gangmu serve", "运行 pip install 'gangmu[oidc]'"
        ) from None

    def client(desk: Desk) -> Any:
        return OAuth2Client(
            provider.client, provider.secret, scope="openid profile", timeout=_SECONDS,
            redirect_uri=str(desk.request.url_for("oidc_back")), code_challenge_method="S256",
        )  # fmt: skip

    def about(asking: Any) -> dict[str, str]:
        answer = asking.request(
            "GET", f"{provider.issuer}/.well-known/openid-configuration", withhold_token=True
        )
        answer.raise_for_status()
        return dict(answer.json())

    def oidc_go(desk: Desk) -> Response:
        verifier = secrets.token_urlsafe(48)
        with client(desk) as asking:
            address, state = asking.create_authorization_url(
                about(asking)["authorization_endpoint"], code_verifier=verifier
            )
        response = RedirectResponse(address, 303)
        response.set_cookie(
            _STATE, f"{state}.{verifier}", max_age=600, httponly=True, samesite="lax", path="/oidc",
            secure=desk.request.url.scheme == "https",
        )  # fmt: skip
        return response

    def oidc_back(desk: Desk, state: str = "", code: str = "") -> Response:
        kept, _, verifier = desk.request.cookies.get(_STATE, "").partition(".")
        if not state or not secrets.compare_digest(kept.encode(), state.encode()):
            raise LoginNeededError("统一认证的回应对不上", "登录", "从登录页重新开始")
        with client(desk) as asking:
            known = about(asking)
            asking.fetch_token(
                known["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
            )
            name = str(asking.get(known["userinfo_endpoint"]).json().get(provider.claim, ""))
        user = user_named(desk.office.records, name)
        if user is None or not user.active:
            raise InputError(f"「{name}」还不是这里的用户", "登录", "请管理员先新增同名用户")
        token, _ = let_in(desk.office.records, user)
        response = with_cookie(RedirectResponse("/", 303), desk, token)
        response.delete_cookie(_STATE, path="/oidc")
        return response

    for path, function in (("/oidc/go", oidc_go), ("/oidc/back", oidc_back)):
        app.add_api_route(
            path, function, methods=["GET"], include_in_schema=False, response_model=None,
            openapi_extra={"x-permission": str(Permission.OPEN)},
        )  # fmt: skip
    app.state.oidc = True
