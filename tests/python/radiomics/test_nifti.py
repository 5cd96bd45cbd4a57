import numpy as np
import pytest
import SimpleITK as sitk

from radiotmb.errors import InputError
from radiotmb.radiomics.images import read_image


def scan(path):
    values = np.random.default_rng(1).normal(60, 20, (8, 40, 40)).astype(np.int16)
    sitk.WriteImage(sitk.GetImageFromArray(values), str(path))
    return path, values


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz"])
def test_a_whole_file_is_read(tmp_path, name):
    path, values = scan(tmp_path / name)
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(path)), values)


@pytest.mark.parametrize("name", ["scan.nii", "scan.nii.gz", "scan.nrrd", "scan.mha"])
@pytest.mark.parametrize("share", [0.999, 0.5])
def test_a_file_that_ends_early_is_refused(tmp_path, name, share):
    # ITK alone gives zeros for the voxels of a NIfTI file that are not there.
    path, _ = scan(tmp_path / name)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match=name):
        read_image(path)


def test_several_gzip_members_are_one_volume(tmp_path):
    import gzip

    path, values = scan(tmp_path / "scan.nii")
    whole = path.read_bytes()
    joined = tmp_path / "scan.nii.gz"
    joined.write_bytes(gzip.compress(whole[:9000]) + gzip.compress(whole[9000:]))
    np.testing.assert_array_equal(sitk.GetArrayFromImage(read_image(joined)), values)
