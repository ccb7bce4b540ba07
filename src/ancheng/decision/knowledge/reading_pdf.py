"""The text of a PDF from standard input, within limits of memory and time; a program of its own.

It ends with 3 where the file is too long, 4 where it asks for a password, 1 where it is no PDF.
"""

from __future__ import annotations

import resource
import sys

MEMORY_BYTES = 1_500_000_000
SECONDS = 45


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pypdfium2

    pages, characters = int(sys.argv[1]), int(sys.argv[2])
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as fault:
        return 4 if "assword" in str(fault) else 1
    if len(document) > pages:
        return 3
    texts: list[str] = []
    left = characters
    for page in document:
        text = page.get_textpage().get_text_range()
        left -= len(text)
        if left < 0:
            return 3
        texts.append(text)
    sys.stdout.buffer.write("\n".join(texts).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
