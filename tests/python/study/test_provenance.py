"""What a run depends on is hashed, and nothing of it is left out."""

import numpy as np
import pandas as pd
import SimpleITK as sitk

from radiotmb.radiomics.volume_header import files_beside
from radiotmb.study.provenance import input_hashes, run_key
from radiotmb.study.study_file import read_study


def test_voxels_beside_a_header_are_inputs_too(tmp_path):
    """Other voxels under the same header make another run."""
    (tmp_path / "images").mkdir()
    volume = sitk.GetImageFromArray(np.arange(64, dtype=np.int16).reshape(4, 4, 4))
    for name in ("scan.mhd", "pair.hdr", "whole.nrrd"):
        sitk.WriteImage(volume, str(tmp_path / "images" / name))
    (tmp_path / "study.yaml").write_text("samples: samples.csv\nimages: images/images.csv\n")
    study = read_study(tmp_path / "study.yaml")
    samples = pd.DataFrame({"patient_id": ["P1"], "lesion": "primary", "variants": "a.vcf"})
    images = pd.DataFrame({"image": ["scan.mhd", "pair.hdr", "absent.mhd"], "mask": "whole.nrrd"})
    before = input_hashes(study, samples, images)
    voxels = {"images/scan.raw", "images/pair.img"}
    assert voxels < set(before)
    assert before["images/absent.mhd"] is None
    raw = tmp_path / "images" / "scan.raw"
    raw.write_bytes(raw.read_bytes()[::-1])
    after = input_hashes(study, samples, images)
    assert {name for name in after if after[name] != before[name]} == {"images/scan.raw"}
    assert run_key(study, after) != run_key(study, before)


def test_a_header_that_is_refused_has_no_files_beside_it(tmp_path):
    header = tmp_path / "x.mhd"
    header.write_text("NDims = 3\nElementDataFile = gone.raw\n")
    assert files_beside(header) == files_beside(tmp_path) == []
