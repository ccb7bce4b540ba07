"""Marking words for the catalogue of translations where they are written down, far from any page."""


def msgid(text: str) -> str:
    """`text` itself; the mark lets `ancheng messages extract` find it, the page that shows it translates it."""
    return text
