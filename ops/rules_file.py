"""The thresholds in force by the settings: those of the rules.toml that WASTETRACK_RULES names, else the defaults."""

from pathlib import Path

from models.rules_toml import BadRules, parse_rules
from models.thresholds import Thresholds
from ops.settings import PREFIX, BadSetting, Settings


def load_thresholds(settings: Settings) -> Thresholds:
    """Reads the file once; raises BadSetting."""
    if not settings.rules:
        return Thresholds()
    try:
        return parse_rules(Path(settings.rules).read_text("utf-8"), settings.rules)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{PREFIX}RULES names {settings.rules}, which cannot be read: {error}") from error
    except BadRules as error:
        raise BadSetting(str(error)) from error
