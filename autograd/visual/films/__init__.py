"""Films of the player for slides and READMEs: .gif and .webp, made without a browser.

    states, words -> frame -> typesetting -> encoding
    what is known    one SVG   formulas      all frames as pages of one document, then one file
    at each stop

The states are those that the script in the page shows, stop by stop, with the same words; tests
compare the two.
"""
