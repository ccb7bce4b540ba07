"""Every marked word of the program: in Python by its syntax tree, in templates by Django's own reader."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from ancheng.config.catalogue.po import Message

SINGLE = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "msgid"})
PLURAL = frozenset({"ngettext", "ngettext_lazy"})
CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
# Declarations whose words are stored or shown later through the catalogue: (argument, place among the positional).
DECLARED = {"Rung": ("label", 1), "DocumentKind": ("label", 0), "Channel": ("label", 0)}
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
ONE = re.compile(rf"(?<![\w.])(?:gettext|_)\(\s*{STRING}\s*\)")
TWO = re.compile(rf"(?<![\w.])ngettext\(\s*{STRING}\s*,\s*{STRING}")
WITH_CONTEXT = re.compile(rf"(?<![\w.])pgettext\(\s*{STRING}\s*,\s*{STRING}\s*\)")


def marked(package: Path) -> list[Message]:
    """The words of a package, each once, with the files that use it."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for file, each in _everywhere(package):
        found.setdefault(each.key, set()).add(file)
    return [
        Message(msgid, ("", "") if plural else ("",), plural, context, tuple(sorted(files)))
        for (context, msgid, plural), files in found.items()
    ]


def _everywhere(package: Path) -> Iterator[tuple[str, Message]]:
    for file in sources(package, "py"):
        for each in in_python(ast.parse(file.read_text("utf-8"))):
            yield file.relative_to(package).as_posix(), each
    for file in sources(package, "html"):
        for each in in_template(file.read_text("utf-8")):
            yield file.relative_to(package).as_posix(), each


def sources(package: Path, ending: str) -> list[Path]:
    """The files whose words people read; migrations only repeat those of the models."""
    return sorted(
        each for each in package.rglob(f"*.{ending}") if not {"migrations", "dist"} & set(each.parts)
    )


def in_python(tree: ast.AST) -> Iterator[Message]:
    """The words that calls of gettext mark, and those that declarations and audit verbs carry."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        texts = [text for text in map(constant, node.args) if text is not None]
        if name in SINGLE and texts and len(node.args) == 1:
            yield Message(texts[0])
        elif name in PLURAL and len(texts) >= 2:
            yield Message(texts[0], ("", ""), texts[1])
        elif name in CONTEXT and len(texts) == 2:
            yield Message(texts[1], context=texts[0])
        yield from _declared(node, name)


def _declared(node: ast.Call, name: str) -> Iterator[Message]:
    words = [each.value for each in node.keywords if each.arg == "verb"]
    if name in DECLARED:
        argument, place = DECLARED[name]
        words += [each.value for each in node.keywords if each.arg == argument]
        words += node.args[place : place + 1]
    for word in words:
        yield from (Message(text) for text in _alternatives(word) if HAN.search(text))


def _alternatives(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _alternatives(node.body)
        yield from _alternatives(node.orelse)
    elif (text := constant(node)) is not None:
        yield text


def called(node: ast.Call) -> str:
    """The last word of what is called: `gettext` of `translation.gettext(…)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def constant(node: ast.expr) -> str | None:
    """The text of a literal, also of literals joined by +."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = constant(node.left), constant(node.right)
        return None if left is None or right is None else left + right
    return None


def in_template(source: str) -> Iterator[Message]:
    """The words of {% trans %}, {% blocktrans %} and _(…) in a template."""
    python = templatize(source)
    for match in ONE.finditer(python):
        yield Message(ast.literal_eval(match[1]))
    for match in TWO.finditer(python):
        yield Message(ast.literal_eval(match[1]), ("", ""), ast.literal_eval(match[2]))
    for match in WITH_CONTEXT.finditer(python):
        yield Message(ast.literal_eval(match[2]), context=ast.literal_eval(match[1]))
