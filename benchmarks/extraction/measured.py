"""Extractions in a process of their own, by radiotmb or by another program.

    python benchmarks/extraction/measured.py radiotmb FOLDER 2  image.nii and mask.nii of a folder,
                                                                twice in one process

Prints seconds, CPU seconds and peak memory after each call, and the values. The time goes from the
files on disk to the values, imports left out; the memory is the peak of the process and of those it
keeps, imports included. No program gets a call that is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PARAMETERS = {
    "setting": {"binWidth": 20},
    "imageType": {"Original": {}, "LoG": {"sigma": [3.0, 5.0]}, "Wavelet": {}},
    "featureClass": dict.fromkeys(
        ["shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"]
    ),
}
WINDOW = (-150, 500)
# mm along x, y, z: the study's.
SPACING = (0.68, 0.68, 5.0)
OURS, SHIPPED, PRECROP = "radiotmb", "pyradiomics", "pyradiomics preCrop"
BEFORE = "radiotmb before"


def generate(folder: Path, size: tuple[int, int, int], volume_ml: float) -> None:
    """A CT of the study's voxel size with one textured, roughly spherical lesion."""
    import numpy as np
    import SimpleITK as sitk

    rng = np.random.default_rng(24)
    columns, rows, slices = size
    coarse = rng.normal(0, 1, (slices, rows // 8 + 1, columns // 8 + 1)).astype(np.float32)
    values = coarse.repeat(8, axis=1)[:, :rows].repeat(8, axis=2)[:, :, :columns] * 15
    values += rng.normal(60, 25, values.shape).astype(np.float32)
    z, y, x = np.ogrid[:slices, :rows, :columns]
    place = [
        ((along - 0.45 * n) * mm) ** 2
        for along, n, mm in zip((z, y, x), (slices, rows, columns), SPACING[::-1], strict=True)
    ]
    inside = sum(place) <= (volume_ml * 1000 * 3 / 4 / np.pi) ** (2 / 3)
    values[inside] += 30 + rng.normal(0, 20, int(inside.sum()))
    for name, array in (("image", values.round().astype(np.int16)), ("mask", inside)):
        volume = sitk.GetImageFromArray(array.astype(np.int16 if name == "image" else np.uint8))
        volume.SetSpacing(SPACING)
        sitk.WriteImage(volume, str(folder / f"{name}.nii"))


def engine(name: str, image: str, mask: str):
    """A function from files to feature values, its imports done."""
    if name in (OURS, BEFORE):
        from radiotmb.radiomics import extract_scan

        try:
            from radiotmb.radiomics.volume_reader import start_reader
        except ImportError:
            # An earlier radiotmb reads in its own process.
            pass
        else:
            # Kept from scan to scan, and timed by itself elsewhere.
            start_reader()
            wait_for_reader()
        return lambda: extract_scan(image, mask, "study").features
    if name in (SHIPPED, PRECROP):
        import SimpleITK as sitk
        from radiomics import setVerbosity
        from radiomics.featureextractor import RadiomicsFeatureExtractor

        setVerbosity(60)
        settings = {**PARAMETERS["setting"], "preCrop": name == PRECROP}

        def run() -> dict[str, float]:
            extractor = RadiomicsFeatureExtractor({**PARAMETERS, "setting": settings})
            clamped = sitk.Clamp(sitk.ReadImage(image), sitk.sitkInt16, *WINDOW)
            found = extractor.execute(clamped, sitk.ReadImage(mask))
            return {k: float(v) for k, v in found.items() if not k.startswith("diagnostics")}

        return run
    if name == "nyxus":
        import nyxus

        runner = nyxus.Nyxus3D(["*3D_ALL*"])

        def run() -> dict[str, float]:
            frame = runner.featurize_files([image], [mask], True)
            return frame.select_dtypes("number").iloc[0].to_dict()

        return run
    if name == "pictologics":
        from pictologics import RadiomicsPipeline

        def run() -> dict[str, float]:
            found = RadiomicsPipeline().run(image=image, mask=mask, config_names=["all_standard"])
            return {f"{c}.{k}": v for c, values in found.items() for k, v in values.items()}

        return run
    raise SystemExit(f"no engine {name}")


def wait_for_reader() -> None:
    """Read four voxels: until then the process that reads is still importing."""
    import SimpleITK as sitk

    from radiotmb.radiomics import read_image

    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "four.nii"
        sitk.WriteImage(sitk.Image([2, 2, 1], sitk.sitkInt16), str(file))
        read_image(file)


def child(name: str, folder: Path, calls: int) -> None:
    """Calls in one process; prints what each took, and the values."""
    run = engine(name, str(folder / "image.nii"), str(folder / "mask.nii"))
    took = []
    for _ in range(calls):
        wall, cpu = time.perf_counter(), cpu_seconds()
        values = run()
        took.append({"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu})
        took[-1]["peak_mb"] = peak_mb()
    print(
        json.dumps({"calls": took, "values": {key: float(value) for key, value in values.items()}})
    )


def cpu_seconds() -> float:
    """CPU time of this process and of those it started and keeps, such as the reader of volumes."""
    spent = time.process_time()
    for pid in children():
        # Fields after the name, which may hold blanks: user and system time, in ticks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def peak_mb() -> float:
    """Peak memory of this process and of those it keeps (getrusage starts from the parent's)."""
    return sum(peak_of(pid) for pid in ("self", *children()))


def peak_of(pid: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell a process's peak memory")


def children() -> list[str]:
    """Processes that this one started and keeps."""
    tasks = Path("/proc/self/task").iterdir()
    return [pid for task in tasks for pid in (task / "children").read_text().split()]


def measure(name: str, folder: Path, python: str = sys.executable, calls: int = 1) -> dict | None:
    """:func:`child` in a process of its own; nothing where the engine is not installed."""
    command = [python, __file__, name, str(folder), str(calls)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"{name}: not measured ({reason[0]})")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
