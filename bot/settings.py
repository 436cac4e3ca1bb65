"""Every setting, typed. Read from the environment (`BOOMERANG_…`) and from a `.env` file."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parent.parent


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BOOMERANG_", env_file=".env", extra="ignore")

    var: Path = Field(ROOT / "var", description="Where databases, secrets and logs are kept.")
    database_url: str = Field("", description="sqlite:///… or postgresql://…; empty: in `var`.")
    host: str = Field("127.0.0.1", description="Address of the pages and the public interface.")
    port: int = Field(8080, ge=1, le=65535)
    base_url: str = Field("", description="How the outside reaches us; empty: relative links.")

    rasa_url: str = Field("", description="Of an assistant elsewhere; empty: the supervised one.")
    rasa_port: int = Field(5005, ge=1, le=65535)
    actions_host: str = "127.0.0.1"
    actions_port: int = Field(5055, ge=1, le=65535, description="Private: only Rasa calls it.")
    node: str = Field("one", description="Name of this copy of the service, unique among copies.")

    secret_key: SecretStr | None = Field(None, description="Signs tokens; made on first start.")
    customer_token_key: SecretStr | None = Field(
        None, description="Shared with the shop's login: HS256 tokens of signed-in customers."
    )
    allowed_origins: tuple[str, ...] = Field(
        (), description="Other sites that may embed the chat; empty: only our own origin."
    )

    warehouse_name: str = Field("Lantern & Loom Returns", description="Where returns go.")
    warehouse_lines: tuple[str, ...] = ("Hafenstraße 12", "20457 Hamburg")
    warehouse_country: str = Field("DE", pattern="^[A-Z]{2}$")

    default_language: str = "en"
    policy: Path = ROOT / "data" / "policy"
    demonstration: bool = Field(True, description="Shop, carrier and warehouse that are not real.")
    demonstration_step: float = Field(
        10.0, gt=0, description="Seconds between two steps of the demonstration carrier."
    )

    turn_timeout: float = Field(30.0, gt=0, description="Seconds until a turn counts as failed.")
    session_turns: int = Field(20, ge=2, description="Turns after which Rasa gets a fresh session.")
    wait: float = Field(10.0, ge=0, le=30, description="Seconds that a POST waits for its answer.")

    max_text: int = Field(4_000, description="Characters of a message.")
    max_upload: int = Field(8_000_000, description="Bytes of a photo.")
    messages_per_minute: int = 30
    conversations_per_hour: int = Field(30, description="New ones from one address.")
    conversations_at_most: int = Field(100_000, description="New ones a day, altogether.")
    file_link_hours: int = 72

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.var / 'boomerang.db'}"

    @property
    def assistant(self) -> str:
        return self.rasa_url or f"http://127.0.0.1:{self.rasa_port}"

    @cached_property
    def key(self) -> str:
        """The secret that signs tokens, button payloads and links; kept in `var` when not set."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.var / "secret"
        if not path.exists():
            self.var.mkdir(parents=True, exist_ok=True)
            fresh = self.var / "secret.new"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48))
            fresh.replace(path)
        return path.read_text().strip()
