"""Every setting, in one place: arguments, then `ASSISTANT_*` variables, then `assistant.toml`, then the defaults."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsError

APP_NAME = "wakhan"
CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent / "_data"


def in_checkout() -> bool:
    """Whether the package is used from its own source tree."""
    return (CHECKOUT / "corpus" / "corpus.yaml").is_file()


def packaged_file(name: str) -> Path:
    """The path of a file that travels with the product: in the checkout, else inside the installed package."""
    return (CHECKOUT if in_checkout() else PACKAGED) / name


Component = Literal["meaning", "words", "reader", "questions", "glossary", "history", "balance"]


class Settings(BaseSettings):
    """What a user can set. Unknown keys in `assistant.toml` are refused."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", toml_file="assistant.toml", extra="forbid")

    corpus: Path | None = Field(None, description="Folder of sources; default: the corpus that comes with the product.")
    index: Path | None = Field(None, description="Folder for the built index.")
    data: Path | None = Field(None, description="Folder for what is written while the product is used.")
    embedding_model: str = Field(
        "all-MiniLM-L6-v2", description="The packaged model, or the name or folder of any sentence-transformers model."
    )
    chroma_url: str | None = Field(None, description="http(s)://host:port of a Chroma server; default: embedded.")
    database_url: str | None = Field(
        None, description="Database of conversations, such as postgresql://…; default: a file in the data folder."
    )
    sign_in: bool = Field(False, description="Readers sign in (Streamlit's OpenID Connect, .streamlit/secrets.toml).")
    editors: Annotated[list[str], NoDecode] = Field(
        [], description="E-mail addresses of readers who, signed in, may add and remove sources."
    )
    max_question_chars: int = Field(2000, ge=50, le=20_000, description="Longer questions are refused.")
    without: Annotated[frozenset[Component], NoDecode] = Field(
        frozenset(), description="Parts of the engine to leave out, to measure what each brings."
    )
    tracing: bool = Field(False, description="Let LangSmith trace the retriever, where its own variables ask for it.")
    host: str = Field("127.0.0.1", description="Address that the web chat binds to.")
    port: int = Field(8501, ge=1, le=65535, description="Port of the web chat.")
    serve_host: str = Field("127.0.0.1", description="Address that the REST server binds to.")
    serve_port: int = Field(8000, ge=0, le=65535, description="Port of the REST server; 0: any that is free.")
    serve_workers: int = Field(2, ge=1, le=64, description="Questions that the REST server answers at once.")
    serve_queue: int = Field(32, ge=0, le=10_000, description="Questions that may wait; what is more gets 429.")
    rate_limit: int = Field(1200, ge=0, description="Requests a minute for each key or address; 0: no limit.")
    max_body_bytes: int = Field(524_288, ge=1024, description="Larger request bodies get 413.")
    api_keys: Annotated[list[str], NoDecode] = Field([], description="SHA-256 hashes of the keys that open the server.")
    api_keys_file: Path | None = Field(None, description="File of such hashes; default: api-keys in the data folder.")
    cors_origins: Annotated[list[str], NoDecode] = Field([], description="Web origins that may call the REST server.")

    @field_validator("api_keys", "cors_origins", "editors", "without", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        """A variable holds a list as words with commas between them, or in JSON."""
        if isinstance(value, str) and value.lstrip().startswith("["):
            return json.loads(value)
        return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, first come first served."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def corpus_dir(self) -> Path:
        """The corpus in force: setting, checkout, packaged copy."""
        return self.corpus.expanduser() if self.corpus else packaged_file("corpus")

    @property
    def index_dir(self) -> Path:
        """Where generations of the index are kept: `index/` of a checkout, else the user's cache folder."""
        if self.index:
            return self.index.expanduser()
        if self.corpus is None and in_checkout():
            return CHECKOUT / "index"
        return user_cache_path(APP_NAME) / "index" / self._corpus_name

    @property
    def own_dir(self) -> Path:
        """Where the sources are kept that a user adds to the corpus in force."""
        return self.data_dir / "sources" / self._corpus_name

    @property
    def _corpus_name(self) -> str:
        return "default" if self.corpus is None else _folder_name(self.corpus_dir)

    @property
    def data_dir(self) -> Path:
        """Where conversations, feedback, reports and added sources are kept."""
        return self.data.expanduser() if self.data else user_data_path(APP_NAME)

    @property
    def keys_path(self) -> Path:
        """Where `assistant serve key new` keeps the hashes of the keys that it makes."""
        return self.api_keys_file.expanduser() if self.api_keys_file else self.data_dir / "api-keys"

    @property
    def database_address(self) -> str:
        """The address of the database of conversations."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'conversations.db'}"


def load_settings(**overrides: object) -> Settings:
    """The settings in force; `overrides` that are None are left out.

    Raises SettingsError naming the key, or the file, that is wrong.
    """
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"assistant.toml is not valid TOML: {error}. Mend or remove the file.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"assistant.toml is not UTF-8 (byte {error.start}). Save the file as UTF-8.") from error


def _explain(error: ValidationError) -> str:
    parts = []
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "settings"
        parts.append(f"setting '{name}' (ASSISTANT_{name.upper()} or assistant.toml): {item['msg']}")
    return "; ".join(parts) + ". See 'assistant doctor' for the settings in force."


def _folder_name(path: Path) -> str:
    """A short, stable name for somebody's own corpus folder."""
    import hashlib

    resolved = path.resolve()
    return f"{resolved.name or 'corpus'}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:12]}"
