"""What somebody entered and cannot be: refused by the domain, told at the field by page and API."""


class WrongFieldError(ValueError):
    """Why something is not kept, as a sentence; `field` is what is at fault."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
