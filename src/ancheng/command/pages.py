"""The form of this desk on a page of its own."""

from functools import partial

from ancheng.kernel import pages

fill = partial(pages.fill, template="command/edit.html")
