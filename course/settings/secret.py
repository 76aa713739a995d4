"""The secret key of an installation that was given none: made once, kept in a file that only its owner reads."""

import secrets
from pathlib import Path


def kept_secret(data_dir: Path) -> str:
    """Return the secret of `data_dir`, made at the first call (mode 600)."""
    path = data_dir / "secret"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
