"""The 1037 features of a lesion: radiotmb beside PyRadiomics as shipped, and beside other programs.

    python benchmarks/radiomics.py                    all of the following
    python benchmarks/radiomics.py --alone            512 x 512 x 120 CT, 24 ml lesion
    python benchmarks/radiomics.py --peers            and pictologics, nyxus (own environments)
    python benchmarks/radiomics.py --sts FOLDER       every CT of a folder against uncropped
    python benchmarks/radiomics.py --cohort 90        a cohort on one worker and on two
    python benchmarks/radiomics.py --sizes            time against voxels, 10^3 to 3 x 10^6
    python benchmarks/radiomics.py --before PYTHON    and radiotmb as installed for another Python

pictologics needs a Python of at least 3.12: one on the PATH, or among pyenv's. Scans of real
patients are looked for in $RADIOTMB_SHARED_DATA/radiomics/sts.

Every run is a process of its own; its time goes from the files on disk to the values, imports left
out; its memory is the process's peak, imports included. The sides run in turn, round by round, and
the ratio is that of their medians. CPU seconds are those of the process and of the ones it started,
so a busy machine changes their ratio little.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

# This file is named as the package it measures, and Python would find it first.
HERE = Path(__file__).resolve().parent
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != HERE]

PARAMETERS = {
    "setting": {"binWidth": 20},
    "imageType": {"Original": {}, "LoG": {"sigma": [3.0, 5.0]}, "Wavelet": {}},
    "featureClass": dict.fromkeys(
        ["shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"]
    ),
}
WINDOW = (-150, 500)
OURS, SHIPPED, PRECROP = "radiotmb", "pyradiomics", "pyradiomics preCrop"
BEFORE = "radiotmb before"


def generate(folder: Path, size: tuple[int, int, int], volume_ml: float) -> None:
    """A CT of the study's voxel size with one textured, roughly spherical lesion."""
    import numpy as np
    import SimpleITK as sitk

    rng = np.random.default_rng(24)
    columns, rows, slices = size
    spacing = (0.68, 0.68, 5.0)
    coarse = rng.normal(0, 1, (slices, rows // 8 + 1, columns // 8 + 1)).astype(np.float32)
    values = coarse.repeat(8, axis=1)[:, :rows].repeat(8, axis=2)[:, :, :columns] * 15
    values += rng.normal(60, 25, values.shape).astype(np.float32)
    z, y, x = np.ogrid[:slices, :rows, :columns]
    place = [
        ((along - 0.45 * n) * mm) ** 2
        for along, n, mm in zip((z, y, x), (slices, rows, columns), spacing[::-1], strict=True)
    ]
    inside = sum(place) <= (volume_ml * 1000 * 3 / 4 / np.pi) ** (2 / 3)
    values[inside] += 30 + rng.normal(0, 20, int(inside.sum()))
    for name, array in (("image", values.round().astype(np.int16)), ("mask", inside)):
        volume = sitk.GetImageFromArray(array.astype(np.int16 if name == "image" else np.uint8))
        volume.SetSpacing(spacing)
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
            # Kept from scan to scan, and timed by itself in breakdown().
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

        # Numba compiles at the first call; that is no part of a cohort's time.
        run()
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


def child(name: str, folder: Path) -> None:
    """One run; prints seconds, CPU seconds, peak memory and the values."""
    run = engine(name, str(folder / "image.nii"), str(folder / "mask.nii"))
    wall, cpu = time.perf_counter(), cpu_seconds()
    values = run()
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - wall,
                "cpu": cpu_seconds() - cpu,
                "peak_mb": peak_mb(),
                "values": {key: float(value) for key, value in values.items()},
            }
        )
    )


def cpu_seconds() -> float:
    """CPU time of this process and of those it started and keeps, such as the reader of volumes."""
    spent = time.process_time()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            # Fields after the name, which may hold blanks: user and system time, in ticks.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def peak_mb() -> float:
    """Peak memory of this process alone (getrusage starts from the parent's)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("this system does not tell a process's peak memory")


def measure(name: str, folder: Path, python: str = sys.executable) -> dict | None:
    """:func:`child` in a process of its own; nothing where the engine is not installed."""
    done = subprocess.run(
        [python, __file__, "--child", name, str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        print(f"{name}: not measured ({reason[0]})")
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def worst(found: dict[str, float], expected: dict[str, float]) -> tuple[int, int, float, str]:
    """Values compared, values within 1e-6 relative, the worst difference and its name."""
    apart = {
        name: abs(found[name] - value) / abs(value) if found[name] != value else 0.0
        for name, value in expected.items()
    }
    name = max(apart, key=apart.get)
    return len(apart), sum(value <= 1e-6 for value in apart.values()), apart[name], name


def compare(folder: Path, rounds: int, peers: dict[str, str]) -> None:
    names = {OURS: sys.executable, SHIPPED: sys.executable, PRECROP: sys.executable, **peers}
    runs: dict[str, list[dict]] = {name: [] for name in names}
    for index in range(rounds):
        for name, python in names.items():
            # The slow ones once each round, ours three times: its spread is the larger share.
            for _ in range(3 if name == OURS else 1):
                if index and not runs[name]:
                    continue
                found = measure(name, folder, python)
                if found:
                    runs[name].append(found)
    median = {
        name: {key: statistics.median(r[key] for r in done) for key in ("wall", "cpu", "peak_mb")}
        for name, done in runs.items()
        if done
    }
    print(f"\n{'program':22}{'features':>9}{'seconds':>9}{'CPU':>8}{'peak MB':>9}")
    for name, one in median.items():
        count = len(runs[name][0]["values"])
        print(f"{name:22}{count:9}{one['wall']:9.2f}{one['cpu']:8.2f}{one['peak_mb']:9.0f}")
    ours, shipped = median[OURS], median[SHIPPED]
    times = {key: shipped[key] / ours[key] for key in ours}
    print(
        f"\nPyRadiomics as shipped takes {times['wall']:.0f} times radiotmb's wall time, "
        f"{times['cpu']:.0f} times its CPU time, {times['peak_mb']:.1f} times its peak memory"
    )
    for name in peers.keys() & median.keys():
        share = median[name]["wall"] / ours["wall"]
        count = len(runs[name][0]["values"])
        print(f"{name} takes {share:.1f} times radiotmb's wall time, for {count} values")
    for name in (OURS, PRECROP):
        count, within, apart, feature = worst(runs[name][0]["values"], runs[SHIPPED][0]["values"])
        print(
            f"{name}: {within} of {count} values within 1e-6 of PyRadiomics as shipped "
            f"(worst {apart:.1e}, {feature})"
        )


def breakdown(folder: Path) -> None:
    """Where radiotmb's time goes."""
    import SimpleITK as sitk

    from radiotmb.radiomics import read_image, read_mask, read_preset
    from radiotmb.radiomics import scan_quality as quality
    from radiotmb.radiomics.features import intensity_features, shape_features
    from radiotmb.radiomics.filters import filtered_images
    from radiotmb.radiomics.resample import surroundings_of
    from radiotmb.radiomics.roi import crop, lesion_in
    from radiotmb.radiomics.volume_reader import start_reader

    spent: dict[str, list[float]] = {}

    def timed(name, function):
        start = time.perf_counter()
        value = function()
        spent.setdefault(name, []).append(time.perf_counter() - start)
        return value

    timed("start the reader (once)", start_reader)
    timed("start the reader (once)", lambda: read_image(folder / "mask.nii"))
    study = read_preset("study")
    settings = {**study.settings, "label": 1}
    for _ in range(5):
        image = timed("read the image", lambda: read_image(folder / "image.nii"))
        mask = timed("read the mask", lambda image=image: read_mask(folder / "mask.nii", image))
        lesion = timed("find the lesion", lambda mask=mask: lesion_in(mask))
        part = crop(image, lesion.box)
        timed("shape", lambda p=part, n=lesion: shape_features(p, n.mask, study, settings))
        for kind in study.image_types:
            one = replace(study, image_types={kind: study.image_types[kind]})
            images = timed(
                f"filter: {kind}",
                lambda one=one, image=image, mask=mask, lesion=lesion: list(
                    filtered_images(
                        surroundings_of(image, mask, lesion, one, settings), lesion, one, settings
                    )
                ),
            )
            for _, filtered, name, used in images:
                lesion.mask.CopyInformation(filtered)
                for group in ("firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"):
                    alone = replace(one, feature_classes={group: None})
                    timed(
                        f"features: {group}",
                        lambda f=filtered, n=name, u=used, o=alone, m=lesion.mask: (
                            intensity_features(f, m, n, o, u)
                        ),
                    )
        timed("quality", lambda image=image, lesion=lesion: quality(image, lesion, study))
    threads = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    print(f"\nwhere radiotmb's time goes (ms, mean of 5; ITK with {threads} threads)")
    for name, seconds in spent.items():
        print(f"  {name:24}{sum(seconds) / 5 * 1000:8.1f}")


def sizes(folder: Path, before: str | None) -> None:
    """Seconds and peak memory against voxels, the exponent, and an earlier radiotmb beside.

    The earlier one runs on the region of a million voxels only.
    """
    import numpy as np

    print(f"\n{'voxels':>9}{'seconds':>9}{'CPU':>8}{'peak MB':>9}")
    counted, seconds = [], []
    for volume_ml, size in VOLUMES:
        place = folder / f"size{volume_ml}"
        place.mkdir()
        generate(place, size, volume_ml)
        found = measure(OURS, place)
        if found is None:
            return
        voxels = found["values"]["original_shape_VoxelVolume"] / (0.68 * 0.68 * 5.0)
        counted.append(voxels)
        seconds.append(found["cpu"])
        print(f"{voxels:9.0f}{found['wall']:9.2f}{found['cpu']:8.2f}{found['peak_mb']:9.0f}")
        earlier = measure(BEFORE, place, before) if before and volume_ml == MILLION_ML else None
        if earlier:
            print(
                f"{BEFORE} takes {earlier['wall'] / found['wall']:.1f} times the wall time, "
                f"{earlier['cpu'] / found['cpu']:.1f} times the CPU time, "
                f"{earlier['peak_mb']:.0f} MB"
            )
    for first in (0, 2):
        slope = np.polyfit(np.log(counted[first:]), np.log(seconds[first:]), 1)[0]
        print(f"CPU time grows with the power {slope:.2f} from {counted[first]:.0f} voxels on")


# Millilitres of lesions from 10^3 to 3 x 10^6 voxels, and the scan that holds each.
VOLUMES = [
    (2.3, (256, 256, 40)),
    (23, (256, 256, 60)),
    (230, (512, 512, 60)),
    (2300, (512, 512, 60)),
    (6900, (512, 512, 90)),
]
MILLION_ML = 2300


def every_scan(folder: Path) -> None:
    """Cropped against uncropped on every ``*_CT_image.nii.gz`` of a folder."""
    from radiotmb.radiomics import extract_features, read_image, read_mask

    print(f"\n{'scan':24}{'original, wavelet':>20}{'LoG':>12}{'ratio of CPU':>14}")
    ratios = []
    for path in sorted(folder.glob("*_CT_image.nii.gz")):
        image = read_image(path)
        mask = read_mask(path.with_name(path.name.replace("image", "mask")), image)
        start = time.process_time()
        found = extract_features(image, mask)
        middle = time.process_time()
        expected = extract_features(image, mask, crop=False)
        ratio = (time.process_time() - middle) / (middle - start)
        ratios.append(ratio)
        log = [name for name in expected if name.startswith("log-")]
        rest = [name for name in expected if not name.startswith("log-")]
        apart = [worst(found, {name: expected[name] for name in names})[2] for names in (rest, log)]
        print(f"{path.name[:-16]:24}{apart[0]:20.1e}{apart[1]:12.1e}{ratio:14.1f}")
    if ratios:
        print(
            f"on {len(ratios)} CTs of real patients the whole volume takes "
            f"{statistics.median(ratios):.0f} times the CPU time of the lesion's surroundings"
        )


def cohort(folder: Path, scans: int) -> None:
    """A cohort of small scans of the demonstration's size on one worker and on two."""
    import pandas as pd

    from radiotmb.radiomics import extract_cohort

    rows = []
    for index in range(scans):
        place = folder / f"scan{index % 10}"
        if not place.exists():
            place.mkdir()
            generate(place, (160, 160, 24), 10 + index % 10)
        rows.append([f"P{index}", "primary", "supine", f"{place}/image.nii", f"{place}/mask.nii"])
    table = pd.DataFrame(rows, columns=["patient_id", "lesion", "phase", "image", "mask"])
    # joblib keeps its workers: the first call pays for their start, as a study's does once.
    done = extract_cohort(table[:10], "study", workers=2)
    assert done.failures.empty, done.failures.message.tolist()
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(3):
        for workers in seconds:
            start = time.perf_counter()
            extract_cohort(table, "study", workers=workers)
            seconds[workers].append(time.perf_counter() - start)
    one, two = (statistics.median(seconds[workers]) for workers in (1, 2))
    print(
        f"\nextraction of {scans} scans is {one / two:.2f} times as fast on two workers as on one "
        f"({one:.1f} s, {two:.1f} s)"
    )


def peer_environments(folder: Path, python: str) -> dict[str, str]:
    """Own environments for programs that do not belong into the project's."""
    places = (HERE.parent / ".setup" / "uv" / "bin", Path(sys.executable).parent)
    searched = os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)])
    uv = shutil.which("uv", path=searched)
    if uv is None:
        print("no peer is measured: uv is not there (make setup installs it)")
        return {}
    found = {}
    for name, version in (("nyxus", sys.executable), ("pictologics", python)):
        place = folder / f"venv-{name}"
        for command in (
            ["venv", "--quiet", "--python", version, str(place)],
            ["pip", "install", "--quiet", "--python", str(place / "bin" / "python"), name],
        ):
            done = subprocess.run([uv, *command], capture_output=True, text=True)
            if done.returncode:
                print(f"{name} is not measured: it cannot be installed here (see --peer-python)")
                break
        else:
            found[name] = str(place / "bin" / "python")
    return found


def newer_python() -> str:
    """A Python of at least 3.12, or the version for uv to look for."""
    root = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    for minor in (12, 13, 14):
        # pyenv's stand-ins on the PATH answer only for the versions that are switched on.
        own = sorted(Path(root, "versions").glob(f"3.{minor}.*/bin/python3"))
        for python in [shutil.which(f"python3.{minor}"), *map(str, own)]:
            if python and not subprocess.run([python, "-V"], capture_output=True).returncode:
                return python
    return "3.12"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", type=int, nargs=3, default=(512, 512, 120))
    parser.add_argument("--volume-ml", type=float, default=24.0)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--peer-python", help="a Python >= 3.12 for pictologics")
    parser.add_argument("--sts", type=Path)
    parser.add_argument("--cohort", type=int)
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--before", help="the Python of an earlier radiotmb, to measure beside")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], Path(options.child[1]))
        return
    chosen = (options.alone, options.peers, options.sts, options.cohort, options.sizes)
    everything = not any(chosen)
    shared = Path(os.environ.get("RADIOTMB_SHARED_DATA", HERE.parents[1] / "shared" / "data"))
    scans = options.sts or (shared / "radiomics" / "sts" if everything else None)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        if everything or options.alone or options.peers:
            generate(folder, tuple(options.size), options.volume_ml)
            peers = {}
            if everything or options.peers:
                peers = peer_environments(folder, options.peer_python or newer_python())
            if options.before:
                peers = {BEFORE: options.before, **peers}
            compare(folder, options.rounds, peers)
            breakdown(folder)
        if everything or options.sizes:
            sizes(folder, options.before)
        if scans and scans.is_dir():
            every_scan(scans)
        elif scans:
            print(f"no scans of real patients: {scans.name} is not there")
        if everything or options.cohort:
            cohort(folder, options.cohort or 90)


if __name__ == "__main__":
    main()
