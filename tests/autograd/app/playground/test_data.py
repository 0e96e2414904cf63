"""The data of the playground, and the choices of its users."""

import json
import math
from collections import Counter

import numpy as np
import pytest

from autograd import InputTypeError, InputValueError
from autograd.app.playground import datasets
from autograd.app.playground.csv_files import from_csv
from autograd.app.playground.points import REACH
from autograd.app.playground.settings import Settings

CLASSES = [name for name, data in datasets.DATASETS.items() if data.target is None]
NUMBERS = [name for name, data in datasets.DATASETS.items() if data.target is not None]


class TestDataSets:
    @pytest.mark.parametrize("name", datasets.DATASETS)
    def test_a_seed_gives_the_same_points_again(self, name):
        points = datasets.make(name, noise=0.1, seed=5)
        assert points == datasets.make(name, noise=0.1, seed=5)
        assert points != datasets.make(name, noise=0.1, seed=6)

    @pytest.mark.parametrize("name", CLASSES)
    def test_half_of_the_points_are_of_each_class(self, name):
        assert Counter(datasets.make(name, noise=0.1, seed=5).labels) == {0: 150, 1: 150}

    @pytest.mark.parametrize("name", NUMBERS)
    def test_numbers_to_predict_are_from_minus_1_to_1(self, name):
        points = datasets.make(name, seed=5)
        assert points.classes is None
        assert all(-1.0 <= label <= 1.0 for label in points.labels)
        assert min(points.labels) < -0.8
        assert max(points.labels) > 0.8

    def test_the_plane_rises_along_the_diagonal(self):
        points = datasets.make("plane", seed=1)
        assert points.labels == [(x + y) / 10 for x, y in points.positions]

    def test_hills_are_cones_up_and_down(self):
        height = datasets.DATASETS["hills"].target
        assert [height(x, y) for x, y in ((4, 2.5), (4, -2.5), (4, 3.5), (0, 0))] == [1, -1, 0.5, 0]

    def test_noise_changes_numbers_but_moves_no_point(self):
        exact, noisy = (datasets.make("plane", noise=noise, seed=1) for noise in (0.0, 0.25))
        assert noisy.positions[0] == exact.positions[0]
        assert noisy.labels[0] != exact.labels[0]

    @pytest.mark.parametrize("name", datasets.DATASETS)
    def test_the_points_are_on_the_plane(self, name):
        for x, y in datasets.make(name, seed=1).positions:
            assert abs(x) < REACH
            assert abs(y) < REACH

    def test_noise_moves_points(self):
        exact, noisy = (datasets.make("moons", noise=noise, seed=1) for noise in (0.0, 0.25))
        shifts = np.subtract(noisy.positions, exact.positions)
        assert 0.4 < shifts.std() < 0.6

    def test_an_unknown_name_is_an_error_that_names_all(self):
        with pytest.raises(InputValueError, match="no data set 'cube'; the data sets are circle,"):
            datasets.make("cube")

    def test_a_split_has_every_point_once_and_both_classes_in_training(self):
        points = datasets.make("circle")
        train, test = points.split(0.1, seed=3)
        assert sorted(train + test) == list(range(300))
        assert len(train) == 30
        assert {points.labels[i] for i in train} == {0, 1}
        assert points.split(0.1, seed=3) == (train, test)

    @pytest.mark.parametrize("one", ["1.0", "01", "+1", "1e0", " 1"])
    def test_spellings_of_a_number_are_one_class(self, one):
        points = datasets.from_csv(f"1,2,0\n2,3,1\n3,4,{one}\n4,5,0.0\n")
        assert points.classes == ("0", "1")
        assert points.labels == [0, 1, 1, 0]
        with pytest.raises(InputValueError, match="all lines have the class '1'"):
            datasets.from_csv(f"1,2,1\n2,3,{one}\n")

    @pytest.mark.parametrize("scale", [5e-324, 1e-310, 1e-300, 1.0, 1e99])
    def test_columns_of_any_range_fill_the_plane(self, scale):
        points = datasets.from_csv(f"{-scale},0,a\n0,1,a\n{scale},2,b\n")
        assert [x for x, _ in points.positions] == [-5.0, 0.0, 5.0]
        assert all(math.isfinite(end) for end in points.ranges[0])

    def test_a_decimal_comma_deserves_a_hint(self):
        with pytest.raises(InputValueError, match=r"'1,5': write '1.5', with a point"):
            datasets.from_csv("1,5;2,5;a\n2;3;b\n")

    def test_a_split_of_few_points_leaves_some_on_both_sides(self):
        points = datasets.from_csv("1,2,a\n2,3,b\n3,1,b\n")
        for share in (0.1, 0.9):
            train, test = points.split(share, seed=0)
            assert (len(train), len(test)) == (2, 1)


class TestCSV:
    def test_columns_fill_the_plane_and_keep_their_names_and_ranges(self):
        points = datasets.from_csv("a,b,c\n0,100,no\n10,300,yes\n5,200,no\n")
        assert points.positions == [(-5.0, -5.0), (5.0, 5.0), (0.0, 0.0)]
        assert points.axes == ("a", "b")
        assert points.ranges == ((-1.0, 11.0), (80.0, 320.0))
        assert points.labels == [0, 1, 0]

    def test_more_than_two_numbers_are_to_be_predicted(self):
        points = from_csv("x,y,price\n1,2,10\n3,4,20\n5,6,40\n")
        assert points.classes is None
        assert points.labels == pytest.approx([-1.0, -1 / 3, 1.0])
        assert (points.target, points.target_range) == ("price", (10.0, 40.0))

    def test_two_numbers_are_classes(self):
        assert from_csv("1,2,10\n3,4,20\n5,6,20\n").classes == ("10", "20")

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_separators_quotes_empty_lines_and_a_byte_order_mark(self, separator):
        rows = [["1", "2", '"a, or b"'], [], ["3", "4", "c"], []]
        text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
        assert datasets.from_csv(text).classes == ("a, or b", "c")

    def test_classes_that_are_numbers_are_in_their_order(self):
        assert datasets.from_csv("1,2,10\n3,4,9\n").classes == ("9", "10")

    def test_a_column_of_equal_numbers_is_in_the_middle(self):
        assert datasets.from_csv("1,7,a\n2,7,b\n").positions == [(-5.0, 0.0), (5.0, 0.0)]

    def test_text_of_users_is_kept_as_it_is(self):
        points = datasets.from_csv("1,2,</script>\n3,4,<script>\n")
        assert points.classes == ("</script>", "<script>")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "the file is empty; give lines such as 1.5,-2,cat"),
            ("a,b,c\n", "after the names of the columns there must be lines of points"),
            ("1,2,a\n3,b,a\n", "line 2, column 2: there must be a finite number, but there is 'b'"),
            ("1,2,a\n\n,4,b\n", "line 3, column 1: .* but there is nothing"),
            ("1,2,a\nnan,4,b\n", "line 2, column 1: .* 'nan'"),
            ("1,2,a\n1e999,4,b\n", "line 2, column 1: .* '1e999'"),
            ("1,2,a\n1_0,4,b\n", "line 2, column 1: .* '1_0'"),
            ("1,2,a\n3,4,\n", "line 2, column 3: there must be a class"),
            ("1,2,a\n3,4\n", "line 2 has 2 columns, not 3"),
            ("1,2,3,a\n", "line 1 has 4 columns, not 3"),
            ("1\n", "line 1 has 1 column, not 3"),
            ("1,2,a\n3,4,b\n5,6,c\n", "line 3, column 3: 'c' is a third class beside 'a' and 'b'"),
            ("1,2,a\n3,4,a\n", "column 3: all lines have the class 'a'"),
            ('1,2,"a\n', "line 1: it is no CSV: "),
            ("1,2,a\0\n", "the file is not text: it has a zero byte"),
            ("1,2,a\n3,4,b\n" * 1001, "line 2001: .* at most 2,000 rows, but the file has 2,002"),
            ("1" * 100_001, "the file has 100,001 characters, .* at most 100,000"),
        ],
    )
    def test_an_error_says_where(self, text, message):
        with pytest.raises(InputValueError, match=message):
            datasets.from_csv(text)


class TestSettings:
    def test_what_is_not_given_is_the_default(self):
        assert Settings.from_json({}) == Settings()
        assert Settings.from_json(json.loads(json.dumps(Settings().to_json()))) == Settings()

    def test_features_come_in_their_own_order_and_once(self):
        given = {"features": ["sin(x1)", "x1", "x1"]}
        assert Settings.from_json(given).features == ("x1", "sin(x1)")

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"data": "cube"}, "data must be one of circle, .*csv, but was 'cube'"),
            ({"data": ["circle"]}, r"data must be one of circle, .* but was \['circle'\]"),
            ({"data": "csv"}, "data is 'csv', but csv is empty"),
            ({"noise": 51}, "noise must be from 0 to 50, but was 51"),
            ({"seed": -1}, "seed must be from 0 to 4294967295"),
            ({"seed": 10**400}, "seed must be from 0 to 4294967295"),
            ({"features": []}, "features must be a list of one feature at least"),
            ({"features": ["x3"]}, "features must be one of x1, x2"),
            ({"layers": [4] * 7}, "layers must be a list of at most 6 numbers of neurons"),
            ({"layers": [9]}, "each of layers must be from 1 to 8, but was 9"),
            ({"rate": math.nan}, "rate must be from 0 to 10, but was nan"),
            ({"rate": 10**400}, "rate must be from 0 to 10, but was 1000"),
            ({"csv": "x" * 100_001}, "csv has 100,001 characters; at most 100,000"),
            ({"edits": "w"}, "edits must be a list of at most 1000 weights set by hand"),
            ({"edits": [[-1, "b", 0]]}, "the steps of each of edits must be from 0"),
            ({"edits": [[0, "b", 1e7]]}, "the number of each of edits must be from -1000000.0"),
            ({"colour": 1}, "there is no setting 'colour'; the settings are data, csv"),
        ],
    )
    def test_a_wrong_value_is_an_error(self, given, message):
        with pytest.raises(InputValueError, match=message):
            Settings.from_json(given)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ([], r"settings must be a JSON object, but were \[\]"),
            ({"batch": True}, "batch must be a whole number, but was True"),
            ({"noise": 1.5}, "noise must be a whole number, but was 1.5"),
            ({"rate": "0.1"}, "rate must be a number, but was '0.1'"),
            ({"csv": 3}, "csv must be text, but was 3"),
            ({"edits": [[0, 1, 2]]}, r"each of edits must be \[steps, path, number\], such as"),
        ],
    )
    def test_something_else_is_an_error(self, given, message):
        with pytest.raises(InputTypeError, match=message):
            Settings.from_json(given)
