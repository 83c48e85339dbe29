"""Failure: an error for a person, in one line, with the exit code of the program."""


class Failure(Exception):
    """What happened, where, and what to do; the program prints it and ends with `exit_code`."""

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(" ".join(text.split()))
        self.exit_code = exit_code
