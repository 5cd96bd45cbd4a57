"""Texture matrices counted by hand on small lesions; arrays that do not fit are never overrun."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radiotmb.errors import InputError
from radiotmb.radiomics._texture import count_textures
from radiotmb.radiomics.texture_matrices import MOST_LEVELS, texture_matrices

lesions = st.tuples(
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(2, 5),
    st.integers(1, 5),
    st.integers(0, 2**32),
)


def lesion_of(drawn):
    """A random lesion with voxels in it, its levels and those that occur."""
    z, y, x, most, start = drawn
    rng = np.random.default_rng(start)
    levels = rng.integers(1, most + 1, (z, y, x)) * (rng.random((z, y, x)) < 0.7)
    levels[0, 0, :2] = np.maximum(levels[0, 0, :2], 1)
    return levels, np.unique(levels[levels > 0])


def voxels_of(levels):
    return {tuple(map(int, place)): int(levels[tuple(place)]) for place in np.argwhere(levels)}


def moved(place, angle, times=1):
    return tuple(int(p + times * a) for p, a in zip(place, angle, strict=True))


@given(lesions, st.integers(0, 2))
@settings(deadline=None)
def test_pairs_and_neighbours_are_those_counted_one_by_one(drawn, alpha):
    levels, greys = lesion_of(drawn)
    found = texture_matrices(levels, greys, {"gldm_a": alpha})
    voxels, index = voxels_of(levels), {int(grey): i for i, grey in enumerate(greys)}
    pairs = np.zeros_like(found.cooccurrence)
    for column, angle in enumerate(found.pair_angles):
        for place, own in voxels.items():
            other = voxels.get(moved(place, angle))
            if other:
                pairs[index[own], index[other], column] += 1
    np.testing.assert_array_equal(found.cooccurrence, pairs)
    dependences, tones = np.zeros_like(found.dependences), np.zeros((len(greys), 2))
    around = [angle for angle in product((-1, 0, 1), repeat=3) if any(angle)]
    for place, own in voxels.items():
        near = [voxels[moved(place, a)] for a in around if moved(place, a) in voxels]
        dependences[index[own], sum(abs(own - other) <= alpha for other in near)] += 1
        tones[index[own]] += 1, abs(own - np.mean(near)) if near else 0
    np.testing.assert_array_equal(found.dependences, dependences)
    np.testing.assert_allclose(found.tones[:, :2], tones, rtol=1e-12)
    np.testing.assert_array_equal(found.tones[:, 2], greys)


@given(lesions)
@settings(deadline=None)
def test_runs_and_zones_hold_every_voxel_once(drawn):
    levels, greys = lesion_of(drawn)
    found = texture_matrices(levels, greys, {})
    count = np.array([(levels == grey).sum() for grey in greys])
    lengths = np.arange(1, found.runs.shape[1] + 1)
    for angle in range(found.runs.shape[2]):
        held = found.runs[:, :, angle] @ lengths
        # A direction in which no line holds two voxels is left out whole.
        assert held.tolist() == count.tolist() or not held.any()
    assert (found.zones @ found.zone_sizes).tolist() == count.tolist()
    joined = {}
    for place, own in voxels_of(levels).items():
        near = [g for g in joined if joined[g] == own and any(_touch(place, p) for p in g)]
        merged = frozenset({place}.union(*near))
        joined = {g: level for g, level in joined.items() if g not in near} | {merged: own}
    sizes = sorted((level, len(group)) for group, level in joined.items())
    table = [
        (int(greys[i]), int(found.zone_sizes[j]))
        for i, j in np.argwhere(found.zones)
        for _ in range(int(found.zones[i, j]))
    ]
    assert sorted(table) == sizes


def _touch(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) == 1


def arguments():
    """What fits: a lesion of 3 x 4 x 5 voxels with a margin of one."""
    rng = np.random.default_rng(1)
    levels = np.zeros((5, 6, 7), np.uint16)
    levels[1:-1, 1:-1, 1:-1] = rng.integers(0, 4, (3, 4, 5))
    levels[1, 1, 1] = 1
    voxels = np.flatnonzero(levels).astype(np.int64)
    offsets = np.array([1, 6, 7, 8, 34, 35, 36, 41, 42, 43, 48, 49, 50], np.int64)
    return {
        "levels": levels,
        "voxels": voxels,
        "offsets": offsets,
        "kinds": np.full(13, 3, np.int64),
        "greys": np.array([1, 2, 5], np.int64),
        "alpha": 0,
        "longest": 5,
        "pairs": np.zeros((13, 3, 3), np.uint32),
        "runs": np.zeros((13, 3, 5), np.uint32),
        "dependences": np.zeros((3, 27), np.int64),
        "tones": np.zeros((3, 2)),
        "zones": np.zeros((len(voxels), 2), np.int64),
    }


def test_what_fits_is_counted():
    given_ = arguments()
    assert count_textures(*given_.values()) > 0
    assert given_["dependences"].sum() == len(given_["voxels"])


ODD = [0, 1, -1, 3, 4, 6, 7, 209, 210, 2**15, 2**31, -(2**31), 2**62, 2**63 - 1, -(2**63)]


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_arrays_that_do_not_fit_are_refused_and_not_overrun(data):
    """One to three accidents to what fits: values changed, arrays cut, shifted, other numbers."""
    changed = arguments()
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(list(changed)))
        value = changed[name]
        if isinstance(value, int):
            changed[name] = data.draw(st.sampled_from(ODD))
            continue
        kind = data.draw(st.sampled_from(["value", "cut", "shift", "more"]))
        flat = np.array(value).ravel()
        if kind == "value" and len(flat):
            at = data.draw(st.integers(0, len(flat) - 1))
            number = data.draw(st.sampled_from(ODD))
            flat[at : at + 1] = np.array([number]).astype(flat.dtype)
        elif kind == "cut":
            flat = flat[: data.draw(st.integers(0, len(flat)))].copy()
        elif kind == "more":
            flat = np.append(flat, flat[:1]).astype(flat.dtype)
        else:
            flat = np.frombuffer(bytearray(1) + flat.tobytes(), np.uint8)[1:]
        changed[name] = flat
    found = count_textures(*changed.values())
    assert found is None or 0 <= found <= 60


def test_a_level_that_is_not_listed_is_refused():
    """A stray level at the rim would be looked around from."""
    changed = arguments()
    changed["levels"][0, 0, 0] = 1
    assert count_textures(*changed.values()) is None


@pytest.mark.parametrize(("alpha", "share"), [(2**40, 1), (-(2**40), 0), (-1, 0)])
def test_a_difference_beyond_all_levels_makes_all_neighbours_alike_or_none(alpha, share):
    changed = {**arguments(), "alpha": alpha}
    assert count_textures(*changed.values()) > 0
    neighbours = 2 * int(changed["pairs"].sum())
    assert (changed["dependences"] @ np.arange(27)).sum() == share * neighbours


def test_grey_levels_whose_sums_are_too_large_are_refused():
    changed = arguments()
    changed["greys"][2] = 200_000
    assert count_textures(*changed.values()) > 0
    for grey in (200_001, -200_001):
        changed = arguments()
        changed["greys"][2] = grey
        assert count_textures(*changed.values()) is None


def test_a_run_longer_than_there_is_room_for_is_refused():
    changed = arguments()
    changed["levels"][1:-1, 1:-1, 1:-1] = 1
    changed["voxels"] = np.flatnonzero(changed["levels"]).astype(np.int64)
    changed["zones"] = np.zeros((len(changed["voxels"]), 2), np.int64)
    assert count_textures(*changed.values()) == 1
    changed["longest"] = 4
    assert count_textures(*changed.values()) is None


def test_too_many_levels_are_refused():
    levels = np.arange(1, MOST_LEVELS + 3).reshape(1, 1, -1)
    with pytest.raises(InputError, match=f"at most 5000 bins and {MOST_LEVELS} grey levels"):
        texture_matrices(levels, levels.ravel(), {})
