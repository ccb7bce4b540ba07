"""The public feed, which everybody may fetch."""

from ancheng.monitoring.warnings.channel import PublicChannel

CHANNEL = PublicChannel(zh="公开信息源（Atom）", en="Public feed (Atom)", public=True)
