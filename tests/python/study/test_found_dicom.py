"""DICOM series are found with what was drawn on them, by what the files say of themselves."""

import shutil

import pydicom
import pytest
from pydicom.uid import generate_uid

from radiotmb.runtime.notes import collect_notes
from radiotmb.study.found_dicom import find_dicom
from radiotmb.study.found_files import find_files
from radiotmb.study.new_study import new_study


@pytest.fixture
def hospital(shared, tmp_path):
    """A real CT of a few slices with its RTSTRUCT, under names that say little."""
    source = shared("radiomics", "sts_dicom", "STS_025")
    shutil.copytree(source, tmp_path / "STS_025")
    # The real data may be read-only, which a copy keeps.
    for folder in [path for path in tmp_path.rglob("*") if path.is_dir()]:
        folder.chmod(0o755)
    (tmp_path / "readme.dcm").write_text("no DICOM")
    return tmp_path


def test_contours_are_paired_with_the_series_they_name(hospital):
    found = find_files(hospital)
    ((owner, image, mask),) = found.scans
    assert (image, mask) == ("STS_025/image", "STS_025/mask/RS.dcm")
    assert (owner.patient_id, owner.lesion) == ("STS_025", "")
    assert (found.without_mask, found.without_image) == ([], [])


def test_a_series_and_contours_of_which_the_other_is_missing_are_named(hospital):
    names = sorted(path.relative_to(hospital).as_posix() for path in hospital.rglob("*.dcm"))
    slices = [name for name in names if "/image/" in name]
    contours = [name for name in names if "/mask/" in name]
    assert find_dicom(hospital, slices).without_mask == ["STS_025/image"]
    assert find_dicom(hospital, contours).without_series == ["STS_025/mask/RS.dcm"]


def test_a_further_series_in_the_folder_is_said_to_be_one(hospital):
    ds = pydicom.dcmread(next((hospital / "STS_025" / "image").glob("*.dcm")))
    ds.SeriesInstanceUID = generate_uid()
    ds.save_as(hospital / "STS_025" / "image" / "other.dcm")
    with collect_notes(printing=False) as notes:
        new_study(hospital, scan=True)
    (said,) = [str(note) for note in notes if "series" in str(note)]
    assert said.startswith("STS_025/image: holds a further series, on which nothing was drawn")


def test_a_study_is_filled_from_dicom(hospital):
    new = new_study(hospital, scan=True)
    assert "images.csv" in [path.name for path in new.written]
    assert (hospital / "images.csv").read_text().splitlines()[1].startswith("STS_025,,")
