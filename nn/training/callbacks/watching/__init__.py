"""Watching a training: what is measured, how it is shown, where, and when.

    budget (is there time?) -> numbers, outputs (measure) -> advice, page (say it) -> outlets (show)

`watch` puts them together, and sees to it that a training goes on whatever happens here.
"""
