"""What keeps the other language from being whole: words not translated, badly translated, or never marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType

from ancheng.config.catalogue.marked import CONTEXT, HAN, PLURAL, SINGLE, called, sources
from ancheng.config.catalogue.po import Message

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%%|\{\w*\}")
# Chinese punctuation betrays a sentence that was only half translated.
FULL_WIDTH = re.compile(r"[，。；：！？、（）【】《》〔〕　]")
IN_CHINESE = re.compile(r"<(\w+)\b[^>]*\blang=\"zh\"[^>]*>.*?</\1>", re.S)
HTML_COMMENT = re.compile(r"<!--.*?-->", re.S)
MARKED_ARGUMENT = re.compile(r"_\(\s*(?:'[^']*'|\"[^\"]*\")\s*\)")
FIRST_STRING = re.compile(r"^(?:trans|translate)\s+(?:'[^']*'|\"[^\"]*\")")
# Documents that are Chinese by law: printed, numbered, sealed; not part of the interface.
OFFICIAL = re.compile(r"<html lang=\"zh\"|extends \"documents/official\.html\"")
TELLING = frozenset({"success", "info", "warning", "error", "add_message"})
SHOWN = frozenset({"State", "Step", "Workflow", "MenuEntry", "HttpResponse", "Hit", "Found"})
CHOICES = frozenset({"TextChoices", "IntegerChoices", "Choices"})


def faults_of(messages: Iterable[Message]) -> Iterator[str]:
    """What is wrong with the translations."""
    for each in messages:
        if not each.translated:
            yield f"untranslated: {each.msgid!r} ({', '.join(each.used_in)})"
            continue
        for said in each.msgstr:
            if HAN.search(said) or FULL_WIDTH.search(said):
                yield f"Chinese in the translation of {each.msgid!r}: {said!r}"
            wanted = {*PLACEHOLDER.findall(each.msgid), *PLACEHOLDER.findall(each.plural)}
            if set(PLACEHOLDER.findall(said)) != wanted:
                yield f"other placeholders in the translation of {each.msgid!r}: {said!r}"


def unmarked(package: Path) -> Iterator[str]:
    """Every Chinese word of the interface that no catalogue could translate."""
    for file in sources(package, "html"):
        for words in in_template(file.read_text("utf-8")):
            yield f"unmarked: {file.relative_to(package)}: {words}"
    for file in sources(package, "py"):
        for line, words in in_python(ast.parse(file.read_text("utf-8"))):
            yield f"unmarked: {file.relative_to(package)}:{line}: {words}"


def in_template(source: str) -> list[str]:
    """Chinese outside of trans, blocktrans, comments and elements that say lang="zh"."""
    if OFFICIAL.search(source):
        return []
    text, tags, within = "", [], ""
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ", 1)[0] if token.token_type == TokenType.BLOCK else ""
        if within:
            within = "" if word == f"end{within}" else within
        elif word in ("blocktrans", "blocktranslate", "comment"):
            within = word
        elif token.token_type == TokenType.TEXT:
            text += token.contents
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK):
            text += "\x00"
            tags.append(MARKED_ARGUMENT.sub("", FIRST_STRING.sub("", token.contents)))
    text = HTML_COMMENT.sub("", IN_CHINESE.sub("", text))
    return [each.strip()[:60] for each in [*re.split(r"[\x00<>\n]", text), *tags] if HAN.search(each)]


def in_python(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Chinese literals that reach a person without a mark: messages, menus, labels of fields, states and choices."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.ClassDef) and CHOICES & {_last(base) for base in node.bases}:
            yield from (
                found for line in node.body if isinstance(line, ast.Assign) for found in _bare(line.value)
            )
        elif isinstance(node, ast.Assign) and any(
            _last(each).startswith("verbose_name") for each in node.targets
        ):
            yield from _bare(node.value)


def _in_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = called(node)
    owner = _last(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    if name in SINGLE | PLURAL and any(isinstance(each, ast.JoinedStr) for each in node.args):
        yield node.lineno, "an f-string is marked, of which no catalogue can know the text"
    if (
        (owner == "messages" and name in TELLING)
        or name in SHOWN
        or (owner in ("models", "forms") and "help" not in name)
    ):
        for argument in [*node.args, *(each.value for each in node.keywords)]:
            yield from _bare(argument)


def _bare(node: ast.expr) -> Iterator[tuple[int, str]]:
    """The Chinese literals below `node` that are in no call of gettext."""
    if isinstance(node, ast.Call) and called(node) in SINGLE | PLURAL | CONTEXT:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _bare(child)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
