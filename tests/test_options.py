from __future__ import annotations

import pytest

from albumforge.backends import FilmOption
from albumforge.errors import InvalidInput
from albumforge.generators.album.options import options
from albumforge.generators.album.request import OPTIONS, read_request

BY_NAME = {option.name: option for option in options()}


def test_all_that_may_be_asked_for_is_listed() -> None:
    assert set(BY_NAME) == set(OPTIONS) - {"notes", "file_captions", "speaks"}


@pytest.mark.parametrize("option", [option for option in options() if option.choices], ids=lambda option: option.name)
def test_every_choice_is_taken(option: FilmOption) -> None:
    for choice in option.choices:
        read_request({option.name: choice})


@pytest.mark.parametrize("option", [one for one in options() if one.most is not None], ids=lambda option: option.name)
def test_bounds_are_those_that_are_checked(option: FilmOption) -> None:
    assert option.least is not None
    assert option.most is not None
    for value in (option.least, option.most):
        read_request({option.name: value})
    for value in (option.least - 1, option.most + 1):
        with pytest.raises(InvalidInput, match=option.name):
            read_request({option.name: value})


def test_defaults_are_taken() -> None:
    assert read_request({name: option.default for name, option in BY_NAME.items()}) == read_request({})
