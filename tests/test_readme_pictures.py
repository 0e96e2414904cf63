"""The moving picture in the README is the one that its command makes."""

from PIL import Image

from tests.readme_pictures import NETWORK, WIDTH, network


def facts(path):
    """The size of a film, and how long each frame is shown."""
    with Image.open(path) as film:
        times = []
        for number in range(film.n_frames):
            film.seek(number)
            film.load()
            times.append(film.info["duration"])
        return film.size, times


def test_the_network_of_the_readme_is_up_to_date_and_small(tmp_path):
    assert facts(NETWORK) == facts(network().save(tmp_path / "network.gif", width=WIDTH))
    assert NETWORK.stat().st_size < 150_000
