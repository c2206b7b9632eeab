"""Settings: where things are, and how this process runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.config.names import address, named

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?")


class PlaceSettings(BaseSettings):
    """Addresses, servers, folders, and what the process logs and keeps."""

    public_url: str = Field(
        "",
        validation_alias=named("PUBLIC_URL"),
        description="The address the world reaches Clarion at, as Twilio signs it.",
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        validation_alias=named("DATABASE_URL"),
        description="PostgreSQL. Unset: `make run` and the tests start their own.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        validation_alias=named("REDIS_URL"),
        description="Redis or Valkey. Unset: `make run` and the tests start their own.",
    )
    campaign: Path = Field(
        Path("flows"),
        validation_alias=named("CLARION_CAMPAIGN"),
        description="The campaign's folder.",
    )
    data_dir: Path = Field(
        Path(".clarion"),
        validation_alias=named("CLARION_DATA_DIR"),
        description="Where the embedded servers, the spool and the simulator keep their files.",
    )
    understanding: Literal["local", "built_in"] = Field(
        "local",
        validation_alias=named("CLARION_UNDERSTANDING"),
        description="What tells the meaning of sentences: local (a model in its own package, about "
        "60 MB of memory to a process) or built_in.",
    )
    host: str = Field(
        "127.0.0.1",
        validation_alias=named("HOST"),
        description="Address the web server listens on; 0.0.0.0 on a platform.",
    )
    port: int = Field(
        8000,
        ge=0,
        le=65535,
        validation_alias=named("PORT"),
        description="Port of the web server.",
    )
    simulator_port: int = Field(
        8010,
        ge=0,
        le=65535,
        validation_alias=named("SIMULATOR_PORT"),
        description="Port of the simulator.",
    )
    web_processes: int = Field(
        2, ge=1, le=64, validation_alias=named("WEB_CONCURRENCY"), description="Web processes."
    )
    proxy_hops: int = Field(
        0,
        ge=0,
        le=5,
        validation_alias=named("CLARION_PROXY_HOPS"),
        description="Trusted proxies in front of the web server (for addresses in logs and "
        "sign-in limits; the signature is always checked against PUBLIC_URL).",
    )
    keep_texts_days: int = Field(
        30,
        ge=1,
        le=3650,
        validation_alias=named("CLARION_KEEP_TEXTS_DAYS"),
        description="Days after which the bodies of texts are emptied and conversations forgotten.",
    )
    webhooks: str = Field(
        "",
        validation_alias=named("CLARION_WEBHOOKS"),
        description="Services that flows may tell of answers, by name: crm=https://…, separated "
        "by commas. A flow names one; no flow can name an address.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=named("CLARION_METRICS_TOKEN"),
        description="Bearer token for /metrics; in production the only way in.",
    )
    security_contact: str = Field(
        "",
        validation_alias=named("CLARION_SECURITY_CONTACT"),
        description="Where somebody tells you of a hole they found: mailto:… or https://…, shown "
        "in /.well-known/security.txt.",
    )
    pages_a_minute: int = Field(
        300,
        ge=10,
        le=100_000,
        validation_alias=named("CLARION_PAGES_A_MINUTE"),
        description="Public pages that one address may ask for in a minute.",
    )
    partner_sites: str = Field(
        "",
        validation_alias=named("CLARION_PARTNERS"),
        description="Sites that may show our form for joining in a frame: https://a.example, more "
        "after commas. None.",
    )
    environment: Literal["development", "production", "test"] = Field(
        "production",
        validation_alias=named("CLARION_ENV"),
        description="`make run` writes development into its .env; production insists on "
        "its own keys, https and a real carrier.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=named("CLARION_LOG_LEVEL"), description="How much is logged."
    )

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        return address(value)

    @field_validator("security_contact")
    @classmethod
    def _check_contact(cls, value: str) -> str:
        found = value.strip()
        if found and (not found.startswith(("mailto:", "https://")) or not found.isprintable()):
            raise ValueError("write it like mailto:security@example.org or https://…")
        return found

    @field_validator("webhooks")
    @classmethod
    def _check_webhooks(cls, value: str) -> str:
        for pair in filter(None, (part.strip() for part in value.split(","))):
            name, _, address = pair.partition("=")
            if not name.isidentifier() or not address.startswith(("https://", "http://")):
                raise ValueError(f"“{pair}” is not NAME=https://address")
        return value

    @field_validator("partner_sites")
    @classmethod
    def _check_partners(cls, value: str) -> str:
        for site in filter(None, (part.strip() for part in value.split(","))):
            if not _ORIGIN.fullmatch(site):
                raise ValueError(f"“{site}” is not https://host, without a path")
        return value

    @property
    def partners(self) -> tuple[str, ...]:
        """Origins of sites that may frame the form for joining."""
        return tuple(filter(None, (part.strip() for part in self.partner_sites.split(","))))

    @property
    def webhook_addresses(self) -> dict[str, str]:
        """Hook name → address."""
        pairs = (part.strip().partition("=") for part in self.webhooks.split(","))
        return {name: address for name, _, address in pairs if name}
