"""Which filters of its query a page reads at all, so that nonsense is sent where it can be read."""

from __future__ import annotations

from collections import Counter

from django.http import QueryDict

WHOLE = "*"


class Noted(QueryDict):
    """A query that counts how often each name is asked for; WHOLE when it is gone through from end to end."""

    def __init__(self, query="", mutable=False, encoding=None, notes=None):
        self.notes = Counter()
        super().__init__(query, mutable=mutable, encoding=encoding)
        self.notes = Counter() if notes is None else notes

    def __getitem__(self, name):
        self.notes[name] += 1
        return super().__getitem__(name)

    def __contains__(self, name):
        self.notes[name] += 1
        return super().__contains__(name)

    def _getlist(self, name, default=None, force_list=False):
        self.notes[name] += 1
        return super()._getlist(name, default, force_list)

    def __iter__(self):
        self.notes[WHOLE] += 1
        return super().__iter__()

    def keys(self):
        self.notes[WHOLE] += 1
        return super().keys()

    def lists(self):
        self.notes[WHOLE] += 1
        return super().lists()

    def copy(self):
        """What is read of the copy is read of the query."""
        return Noted(QueryDict.urlencode(self), mutable=True, notes=self.notes)


class Noting:
    """The innermost middleware: what those before it read of every query is no filter of the page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def process_view(self, request, view, args, kwargs):
        request.GET = Noted(request.GET.urlencode())

    def __call__(self, request):
        answer = self.get_response(request)
        answer.notes = getattr(request.GET, "notes", Counter())
        return answer
