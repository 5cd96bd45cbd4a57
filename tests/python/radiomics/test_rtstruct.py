"""Contours to voxels: one rule whatever the rounding, and nothing dropped silently."""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.uid import generate_uid

from radiotmb.errors import InputError
from radiotmb.radiomics import ScanOptions, read_image, read_mask
from radiotmb.radiomics.contour_fill import STEPS, filled, joined
from radiotmb.radiomics.images import read_scan_image
from radiotmb.radiomics.masks import load_mask
from radiotmb.runtime.notes import collect_notes

SHAPE = (12, 40, 44)


@pytest.fixture
def image():
    image = sitk.Image(SHAPE[::-1], sitk.sitkInt16)
    image.SetSpacing((0.8, 0.8, 2.5))
    image.SetOrigin((-17.3, -16.1, -200.5))
    return image


def placed(image, slice_index, points):
    return [image.TransformContinuousIndexToPhysicalPoint((x, y, slice_index)) for x, y in points]


def circle(image, slice_index, x, y, radius, count=80):
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    points = np.column_stack([x + radius * np.cos(angle), y + radius * np.sin(angle)])
    return placed(image, slice_index, points)


def square(low, high):
    return [(low, low), (high, low), (high, high), (low, high)]


def voxels(path, image, label="GTV"):
    with collect_notes(printing=False) as notes:
        mask = read_mask(path, image, label)
    array = sitk.GetArrayFromImage(mask)
    return int(array.sum()), array, [note.message for note in notes]


def test_interpolated_contours_count_as_the_others(tmp_path, image, write_rtstruct):
    drawn = [circle(image, k, 20.3, 19.6, 8.2) for k in range(2, 9)]
    plain = write_rtstruct(tmp_path / "a.dcm", {"GTV": drawn})
    kinds = ["CLOSED_PLANAR", "INTERPOLATED_PLANAR"]
    mixed = [(kinds[k % 2], points) for k, points in enumerate(drawn)]
    other = write_rtstruct(tmp_path / "b.dcm", {"GTV": mixed})
    assert voxels(plain, image)[0] == voxels(other, image)[0] > 1000


def test_xor_contours_cut_holes_whatever_the_outer_ones_are(tmp_path, image, write_rtstruct):
    outer = [circle(image, k, 20.3, 19.6, 8.2) for k in range(2, 9)]
    inner = [("CLOSEDPLANAR_XOR", circle(image, k, 20.3, 19.6, 3.1)) for k in range(2, 9)]
    whole = voxels(write_rtstruct(tmp_path / "w.dcm", {"GTV": outer}), image)[0]
    hole = voxels(write_rtstruct(tmp_path / "h.dcm", {"GTV": [p for _, p in inner]}), image)[0]
    as_xor = [("CLOSEDPLANAR_XOR", points) for points in outer]
    for name, drawn in (("one", outer), ("all", as_xor)):
        path = write_rtstruct(tmp_path / f"{name}.dcm", {"GTV": [*drawn, *inner]})
        assert voxels(path, image)[0] == whole - hole


def test_what_is_no_closed_contour_is_named(tmp_path, image, write_rtstruct):
    drawn = [circle(image, 3, 20, 20, 6.3), ("POINT", placed(image, 3, [(4, 4)]))]
    _, _, notes = voxels(write_rtstruct(tmp_path / "a.dcm", {"GTV": drawn}), image)
    assert "1 contour of type POINT left out" in notes


@pytest.mark.parametrize("origin", [0.0, -17.3, 1 / 3])
@pytest.mark.parametrize("digits", [3, 5, 9])
def test_a_square_through_voxel_centres_has_its_voxels(
    tmp_path, image, write_rtstruct, origin, digits
):
    """Drawn through centres, as TotalSegmentator's tools draw: 11 x 11 whatever the rounding."""
    image.SetOrigin((origin, origin, 0.0))
    for low in range(3, 27, 3):
        points = np.round(placed(image, 4, square(low, low + 10)), digits)
        count, array, notes = voxels(write_rtstruct(tmp_path / "a.dcm", {"GTV": [points]}), image)
        if digits > 3:
            assert count == 121
            assert array[4, low : low + 11, low : low + 11].all()
            assert any("vertices lie on voxel centres" in note for note in notes)


def test_a_contour_stored_twice_counts_once(tmp_path, image, write_rtstruct):
    drawn = [circle(image, k, 20.3, 19.6, 8.2) for k in range(2, 9)]
    whole, _, none = voxels(write_rtstruct(tmp_path / "a.dcm", {"GTV": drawn}), image)
    again = [*drawn, [*drawn[3][5:], *drawn[3][:5]], drawn[4][::-1]]
    found, _, notes = voxels(write_rtstruct(tmp_path / "b.dcm", {"GTV": again}), image)
    assert found == whole
    assert "a contour that is stored twice counts once" in notes
    assert not none


def test_contours_that_cross_are_joined(tmp_path, image, write_rtstruct):
    one, two = circle(image, 4, 16, 20, 7.3), circle(image, 4, 24, 20, 7.3)
    alone = [
        voxels(write_rtstruct(tmp_path / f"{i}.dcm", {"GTV": [c]}), image)[1]
        for i, c in enumerate((one, two))
    ]
    _, both, notes = voxels(write_rtstruct(tmp_path / "b.dcm", {"GTV": [one, two]}), image)
    np.testing.assert_array_equal(both, alone[0] | alone[1])
    assert "contours of one slice cross each other and are joined" in notes


def test_a_contour_inside_another_is_a_hole_and_an_island_in_it_is_none():
    nested = [filled(np.array(square(a, b)) * STEPS + 5000, (20, 20)) for a, b in
              ((0, 18), (4, 14), (7, 11))]  # fmt: skip
    found, holes, crossings = joined(nested, (20, 20))
    assert (holes, crossings) == (True, False)
    assert found.sum() == 18**2 - 10**2 + 4**2


def test_a_keyhole_stays_a_hole():
    outer = [(0.5, 0.5), (9.5, 0.5), (9.5, 9.5), (0.5, 9.5), (0.5, 5.2)]
    inner = [(3.5, 5.2), (3.5, 7.5), (6.5, 7.5), (6.5, 3.5), (3.5, 3.5), (3.5, 5.2), (0.5, 5.2)]
    points = np.round(np.array([*outer, *inner]) * STEPS).astype(np.int64)
    inside, line = filled(points, (11, 11))
    assert (inside | line).sum() == 9 * 9 - 3 * 4


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(-40, 240), st.integers(-40, 240)), min_size=3, max_size=9))
def test_filling_equals_the_even_odd_rule_point_by_point(tenths):
    """A ray from each centre that is not on the line, on any polygon, in decimal numbers."""
    points = np.array(tenths) * (STEPS // 10)
    inside, line = filled(points, (20, 20))
    y, x = np.mgrid[:20, :20]
    centres = np.column_stack([x.ravel(), y.ravel()]) + 1e-9
    crossing = np.zeros(400, int)
    ends = np.array(tenths) / 10
    for (x1, y1), (x2, y2) in zip(ends, np.roll(ends, -1, axis=0), strict=True):
        spans = (y1 > centres[:, 1]) != (y2 > centres[:, 1])
        with np.errstate(all="ignore"):
            at = x1 + (centres[:, 1] - y1) * (x2 - x1) / (y2 - y1)
        crossing += spans & (centres[:, 0] < at)
    expected = (crossing % 2 == 1).reshape(20, 20)
    off_line = ~line
    np.testing.assert_array_equal(inside[off_line], expected[off_line])


def test_contours_of_another_frame_of_reference(tmp_path, image, write_series, write_rtstruct):
    frame, series = generate_uid(), generate_uid()
    write_series(tmp_path / "ct", np.zeros(SHAPE), frame=frame, series=series)
    ct = read_image(tmp_path / "ct")
    drawn = {"GTV": [circle(ct, 4, 20, 20, 6.3)]}
    scan = read_scan_image(tmp_path / "ct", ScanOptions())
    own = write_rtstruct(tmp_path / "own.dcm", drawn, frame=frame, series=series)
    assert load_mask(own, scan, "GTV", ScanOptions()).GetSize() == ct.GetSize()
    other = write_rtstruct(tmp_path / "other.dcm", drawn, frame=generate_uid())
    with pytest.raises(InputError, match="another frame of reference.*--any-frame-of-reference"):
        load_mask(other, scan, "GTV", ScanOptions())
    with collect_notes(printing=False) as notes:
        load_mask(other, scan, "GTV", ScanOptions(any_frame_of_reference=True))
    assert "accepted on request" in notes[0].message
    beside = write_rtstruct(tmp_path / "beside.dcm", drawn, frame=frame)
    with collect_notes(printing=False) as notes:
        load_mask(beside, scan, "GTV", ScanOptions())
    assert "another series of the same frame" in notes[0].message


def test_several_regions_and_no_name_are_refused_with_the_list(tmp_path, image, write_rtstruct):
    body, lesion = [circle(image, 4, 20, 20, 15.3)], [circle(image, 4, 20, 20, 6.3)]
    path = write_rtstruct(tmp_path / "a.dcm", {"BODY": body, "GTV  main": lesion})
    with pytest.raises(InputError, match=r"2 regions and no choice; expected one of 'BODY' \(1\)"):
        read_mask(path, image)
    sizes = {voxels(path, image, label)[0] for label in ("GTV  main", " gtv main", "2")}
    assert len(sizes) == 1
    alike = write_rtstruct(tmp_path / "b.dcm", [("GTV", body), ("gtv", lesion), ("GTV", lesion)])
    with pytest.raises(InputError, match=r"2 regions are meant by 'GTV' \('GTV' \(1\), 'GTV' \(3"):
        read_mask(alike, image, "GTV")
    assert voxels(alike, image, "3")[0] == voxels(alike, image, "gtv")[0]
