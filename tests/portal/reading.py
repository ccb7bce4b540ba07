"""What a page says to its reader, and which of it is Chinese."""

from html.parser import HTMLParser

from ancheng.config.catalogue.marked import HAN

# Attributes that are read out, shown on hover, or spoken by a script of ours.
SPOKEN = {"aria-label", "title", "placeholder", "alt", "label", "data-confirm", "data-failed", "data-close", "data-offline"}  # fmt: skip
VOID = {
    "meta",
    "link",
    "input",
    "br",
    "img",
    "hr",
    "use",
    "source",
    "wbr",
    "area",
    "base",
    "col",
    "embed",
    "track",
}
UNREAD = {"script", "style"}


class Reader(HTMLParser):
    """Collects the words of a page, leaving out every element that says of itself that it is Chinese."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.language = ""
        self.left_out: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "html":
            self.language = given.get("lang", "")
        if self.left_out or tag in UNREAD or given.get("lang") == "zh":
            if tag not in VOID:
                self.left_out.append(tag)
            return
        self.words += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag):
        if self.left_out and self.left_out[-1] == tag:
            self.left_out.pop()

    def handle_data(self, data):
        if not self.left_out and data.strip():
            self.words.append(data.strip())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.left_out == [], "an element that is Chinese was never closed"
    return reader


def chinese_in(html: str) -> list[str]:
    """The Chinese that a reader of the page would meet outside of elements marked lang="zh"."""
    return [each for each in read(html).words if HAN.search(each)]
