"""The 1037 features of a lesion: radiotmb beside PyRadiomics as shipped, and beside other programs.

    python benchmarks/radiomics.py                    all of the following
    python benchmarks/radiomics.py --alone            512 x 512 x 120 CT, 24 ml lesion
    python benchmarks/radiomics.py --peers            and pictologics, nyxus (own environments)
    python benchmarks/radiomics.py --sts FOLDER       every CT of a folder against uncropped
    python benchmarks/radiomics.py --cohort 90        a cohort on one worker and on two
    python benchmarks/radiomics.py --sizes            time against voxels, 10^3 to 3 x 10^6
    python benchmarks/radiomics.py --before PYTHON    and radiotmb as installed for another Python

pictologics needs a Python of at least 3.12: one on the PATH, or among pyenv's. It compiles for some
minutes when it first runs; with --environments FOLDER the next run finds that done. Scans of real
patients are looked for in $RADIOTMB_SHARED_DATA/radiomics/sts.

Every run is a process of its own; its time goes from the files on disk to the values, imports left
out; its memory is the process's peak, imports included. The fast programs extract the scan twice in
a process: the second call is what each further scan of a cohort takes, the first also pays for what
a program sets up when it is first used. A process of each goes ahead unmeasured, in which
pictologics compiles and stores what it compiled. The sides run in turn, round by round, and the
ratio is that of their medians, by wall time and by CPU time. CPU seconds are those of all cores, of
the process and of the ones it started: a busy machine changes their ratio little, and a program
that uses two cores takes twice its wall time.
"""

from __future__ import annotations

import argparse
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

MEASURED = HERE / "extraction"
sys.path.append(str(MEASURED))

from measured import BEFORE, OURS, PRECROP, SHIPPED, SPACING, generate, measure  # noqa: E402

# What is wanted of each comparison, by wall time and by CPU time; and of the region of a million
# voxels.
WANTED = {BEFORE: 1.3, "pictologics": 1.5}
WANTED_MILLION, WANTED_MB, WANTED_POWER = 5, 1000, 1.05


def worst(found: dict[str, float], expected: dict[str, float]) -> tuple[int, int, float, str]:
    """Values compared, values within 1e-6 relative, the worst difference and its name."""
    apart = {
        name: abs(found[name] - value) / abs(value) if found[name] != value else 0.0
        for name, value in expected.items()
    }
    name = max(apart, key=apart.get)
    return len(apart), sum(value <= 1e-6 for value in apart.values()), apart[name], name


def compare(folder: Path, rounds: int, peers: dict[str, str]) -> None:
    """A scan by every program in turn, round by round; the slow ones in the first round only."""
    names = {OURS: sys.executable, SHIPPED: sys.executable, PRECROP: sys.executable, **peers}
    slow = (SHIPPED, PRECROP)
    # Ahead of the clock, for all alike.
    there = [name for name in names if name in slow or measure(name, folder, names[name])]
    runs: dict[str, list[dict]] = {name: [] for name in there}
    for index in range(rounds):
        for name in there:
            # Ours three times: its spread is the larger share.
            for _ in range(3 if name == OURS else 1):
                if index and (name in slow or not runs[name]):
                    continue
                found = measure(name, folder, names[name], calls=1 if name in slow else 2)
                if found:
                    runs[name].append(found)
    runs = {name: done for name, done in runs.items() if done}
    first = {name: _medians(done, 0) for name, done in runs.items()}
    second = {name: _medians(done, 1) for name, done in runs.items() if name not in slow}
    _print_table(runs, first, second)
    times = {key: first[SHIPPED][key] / value for key, value in first[OURS].items()}
    print(
        f"\nPyRadiomics as shipped takes {times['wall']:.0f} times radiotmb's wall time, "
        f"{times['cpu']:.0f} times its CPU time, {times['peak_mb']:.1f} times its peak memory "
        "(first call of both)"
    )
    for name in [name for name in peers if name in runs]:
        (wall, cpu), at_first = (
            [median[name][key] / median[OURS][key] for key in ("wall", "cpu")]
            for median in (second, first)
        )
        wanted = f" (wanted {WANTED[name]} of both)" if name in WANTED else ""
        print(
            f"{name} takes {wall:.2f} times radiotmb's wall time and {cpu:.2f} times its CPU time "
            f"in the second call{wanted}, {at_first[0]:.2f} and {at_first[1]:.2f} in the first, "
            f"for {len(runs[name][0]['values'])} values"
        )
    for name in (OURS, PRECROP):
        count, within, apart, feature = worst(runs[name][0]["values"], runs[SHIPPED][0]["values"])
        print(
            f"{name}: {within} of {count} values within 1e-6 of PyRadiomics as shipped "
            f"(worst {apart:.1e}, {feature})"
        )


def _print_table(runs: dict[str, list[dict]], first: dict[str, dict], second: dict) -> None:
    print(f"\n{'':31}{'first call':>18}{'second call':>20}")
    columns = f"{'seconds':>10}{'CPU':>8}{'seconds':>12}{'CPU':>8}{'peak MB':>9}"
    print(f"{'program':22}{'features':>9}{columns}")
    for name, one in first.items():
        line = f"{name:22}{len(runs[name][0]['values']):9}{one['wall']:10.3f}{one['cpu']:8.2f}"
        again = second.get(name)
        line += f"{again['wall']:12.3f}{again['cpu']:8.2f}" if again else f"{'-':>12}{'-':>8}"
        print(f"{line}{(again or one)['peak_mb']:9.0f}")


def breakdown(folder: Path) -> None:
    """Where radiotmb's time goes."""
    import SimpleITK as sitk

    from radiotmb.radiomics import ScanOptions, read_image, read_preset
    from radiotmb.radiomics import scan_quality as quality
    from radiotmb.radiomics.features import intensity_features, shape_features
    from radiotmb.radiomics.filters import filtered_images
    from radiotmb.radiomics.images import read_scan_image
    from radiotmb.radiomics.lesion_voxels import LesionVoxels
    from radiotmb.radiomics.masks import load_mask
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
    given = ScanOptions()
    for _ in range(5):
        scan = timed("read the image", lambda: read_scan_image(folder / "image.nii", given))
        image = scan.volume
        mask = timed(
            "read the mask", lambda scan=scan: load_mask(folder / "mask.nii", scan, None, given)
        )
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
            voxels = LesionVoxels(lesion.mask)
            for _, filtered, name, used in images:
                for group in ("firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"):
                    alone = replace(one, feature_classes={group: None})
                    timed(
                        f"features: {group}",
                        lambda f=filtered, n=name, u=used, o=alone, v=voxels: intensity_features(
                            f, v, n, o, u
                        ),
                    )
        timed("quality", lambda image=image, lesion=lesion: quality(image, lesion, study))
    threads = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    print(f"\nwhere radiotmb's time goes (ms, mean of 5; ITK with {threads} threads)")
    for name, seconds in spent.items():
        print(f"  {name:24}{sum(seconds) / 5 * 1000:8.1f}")


def sizes(folder: Path, rounds: int, before: str | None) -> None:
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
        million = volume_ml == MILLION_ML
        ours, earlier = [], []
        for _ in range(rounds):
            ours.append(measure(OURS, place))
            if million and before and len(earlier) < 2:
                earlier.append(measure(BEFORE, place, before))
        if None in ours or None in earlier:
            return
        found = _medians(ours)
        voxels = ours[0]["values"]["original_shape_VoxelVolume"] / float(np.prod(SPACING))
        counted.append(voxels)
        seconds.append(found["cpu"])
        print(f"{voxels:9.0f}{found['wall']:9.2f}{found['cpu']:8.2f}{found['peak_mb']:9.0f}")
        if million:
            print(f"    peak memory {found['peak_mb']:.0f} MB (wanted at most {WANTED_MB})")
        if earlier:
            then = _medians(earlier)
            print(
                f"    {BEFORE} takes {then['wall'] / found['wall']:.1f} times the wall time, "
                f"{then['cpu'] / found['cpu']:.1f} times the CPU time "
                f"(wanted {WANTED_MILLION}), {then['peak_mb']:.0f} MB"
            )
    for first in (0, 1, 2):
        slope = np.polyfit(np.log(counted[first:]), np.log(seconds[first:]), 1)[0]
        print(
            f"CPU time grows with the power {slope:.2f} from {counted[first]:.0f} voxels on "
            f"(wanted at most {WANTED_POWER})"
        )


def _medians(runs: list[dict], call: int = 0) -> dict[str, float]:
    keys = ("wall", "cpu", "peak_mb")
    return {key: statistics.median(run["calls"][call][key] for run in runs) for key in keys}


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
    """Own environments for programs that do not belong into the project's.

    What is there already is taken.
    """
    places = (HERE.parent / ".setup" / "uv" / "bin", Path(sys.executable).parent)
    searched = os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)])
    uv = shutil.which("uv", path=searched)
    if uv is None:
        print("no peer is measured: uv is not there (make setup installs it)")
        return {}
    found = {}
    for name, version in (("nyxus", sys.executable), ("pictologics", python)):
        place = folder / f"venv-{name}"
        if (place / "bin" / "python").exists():
            found[name] = str(place / "bin" / "python")
            continue
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
    parser.add_argument("--environments", type=Path, help="keep the peers' environments there")
    parser.add_argument("--sts", type=Path)
    parser.add_argument("--cohort", type=int)
    parser.add_argument("--sizes", action="store_true")
    parser.add_argument("--before", help="the Python of an earlier radiotmb, to measure beside")
    options = parser.parse_args()
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
                place = options.environments or folder
                peers = peer_environments(place, options.peer_python or newer_python())
            if options.before:
                peers = {BEFORE: options.before, **peers}
            compare(folder, options.rounds, peers)
            breakdown(folder)
        if everything or options.sizes:
            sizes(folder, options.rounds, options.before)
        if scans and scans.is_dir():
            every_scan(scans)
        elif scans:
            print(f"no scans of real patients: {scans.name} is not there")
        if everything or options.cohort:
            cohort(folder, options.cohort or 90)


if __name__ == "__main__":
    main()
