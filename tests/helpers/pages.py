"""Reads HTML the way a browser would, without one."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """The elements of a piece of HTML, and its text; each element is closed where it should be."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self._open = set(), "", []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data
