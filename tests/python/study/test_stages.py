"""The stages of a study: their order, when each applies, and what is skipped by name."""

import json

import jsonschema
import pandas as pd
import pytest

from radiotmb.errors import InputError
from radiotmb.inputs.extdata import extdata
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.workers import Workers
from radiotmb.study import stages
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyRun, StudyTables

SAMPLES = pd.DataFrame(
    {
        "patient_id": ["A", "A", "B", "B"],
        "lesion": ["primary", "metastasis"] * 2,
        "variants": ["a.vcf", "b.vcf", "c.vcf", "d.vcf"],
    }
)
IMAGES = pd.DataFrame(
    {"patient_id": ["A"], "lesion": ["primary"], "phase": ["prone"], "image": "i", "mask": "m"}
)
BURDEN = pd.DataFrame(
    {
        "patient_id": ["A", "A", "B", "B"],
        "lesion": ["primary", "metastasis"] * 2,
        "mutations": [20, 5, 4, 6],
        "megabases": 1.2,
        "tmb": [16.7, 4.2, 3.3, 5.0],
        "status": ["high", "low", "low", "low"],
    }
)
PATIENTS = pd.DataFrame(
    {"patient_id": ["A", "B"], "os_days": [300.0, 900.0], "os_event": [1.0, 0.0], "age": [61, 70]}
)


def run_of(tmp_path, *, images=None, patients=None, samples=SAMPLES, without_r=False) -> StudyRun:
    run = StudyRun(
        Study(samples=tmp_path / "samples.csv", engine="python" if without_r else "r"),
        StudyTables(samples, images, patients),
        tmp_path / "out",
        Workers(),
        "R is not installed" if without_r else None,
    )
    run.tables["burden"] = BURDEN
    return run


def applying(run: StudyRun) -> list[str]:
    return [stage.name for stage in stages.STAGES if stage.applies(run)]


def test_tables_come_before_statistics_and_the_published_numbers_last(tmp_path):
    assert applying(run_of(tmp_path, images=IMAGES)) == [
        "burden", "extraction", "montages", "lesions", "models", "outcomes", "published",
    ]  # fmt: skip


def test_without_images_no_scan_is_read(tmp_path):
    assert applying(run_of(tmp_path)) == ["burden", "lesions", "models", "outcomes", "published"]


def test_the_other_lesion_is_rechecked_where_both_lesions_have_reads(tmp_path):
    reads = SAMPLES.assign(alignments=["a.bam", "b.bam", None, None])
    assert "partners" in applying(run_of(tmp_path, samples=reads))
    one = SAMPLES.assign(alignments=["a.bam", None, None, "d.bam"])
    assert "partners" not in applying(run_of(tmp_path, samples=one))


def test_without_features_nothing_is_modelled(tmp_path):
    run = run_of(tmp_path)
    stages.model_status(run)
    assert run.sections == {"models": []}
    assert run.models.averaged == {}


def test_a_study_of_unreadable_samples_ends_with_the_first_reason(tmp_path):
    (tmp_path / "samples.csv").touch()
    with pytest.raises(InputError, match=r"a\.vcf"):
        stages.count_burden(run_of(tmp_path))


@pytest.mark.parametrize(
    ("stage", "section", "subject"),
    [
        ("compare_lesions", "pairs", "paired comparison of the lesions"),
        ("relate_to_patients", "groups", "clinical variables by group"),
        ("set_beside_published", "published", "published numbers"),
    ],
)
def test_what_only_r_computes_is_skipped_by_name_without_r(tmp_path, stage, section, subject):
    run = run_of(tmp_path, patients=PATIENTS, without_r=True)
    with collect_notes(printing=False) as notes:
        getattr(stages, stage)(run)
    assert run.sections[section] == {"skipped": "only R computes this, and R is not installed"}
    (note,) = [note for note in notes if note.subject.startswith(subject)]
    assert note.level == "warning"
    assert note.message.startswith("skipped: ")
    assert "radiotmb doctor" in note.remedy


def test_without_r_survival_is_the_parallel_engines(tmp_path):
    run = run_of(tmp_path, patients=PATIENTS, without_r=True)
    with collect_notes(printing=False):
        stages.relate_to_patients(run)
    assert set(run.sections["survival"]) == {"concordance", "direction", "cells"}
    medians = run.tables["survival_medians"]
    of_concordance = medians[medians["comparison"] == "concordance"]
    assert of_concordance["group"].tolist() == ["concordant", "discordant"]
    assert of_concordance["events"].tolist() == [0, 1]


def test_r_answers_wherever_it_can_be_called(tmp_path):
    assert run_of(tmp_path).engine == "r"
    assert run_of(tmp_path, without_r=True).engine == "python"


def test_results_hold_each_file_that_a_note_of_dropped_variants_tells_of(tmp_path):
    columns = [
        "Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2",
        "Variant_Classification", "Tumor_Sample_Barcode", "t_depth", "t_alt_count",
    ]  # fmt: skip
    for number, name in enumerate("abcd"):
        rows = [
            ["TTN", "2", 1000 + 9 * place, "G", "A", "Missense_Mutation", name, 50, 25]
            for place in range(21 + number)
        ]
        pd.DataFrame(rows, columns=columns).to_csv(tmp_path / f"{name}.maf", sep="\t", index=False)
    samples = SAMPLES.assign(variants=["a.maf", "b.maf", "c.maf", "d.maf"])
    run = run_of(tmp_path, samples=samples)
    with collect_notes(printing=False) as notes:
        stages.count_burden(run)
    (note,) = [note for note in notes if "have a depth below" in note.message]
    assert (note.subject, note.message[:24]) == ("4 files", "90 of 90 variants have a")
    results = stages.results_of(run)
    assert results["dropped_variants"] == [
        {"file": f"{name}.maf", "reason": "too shallow", "variants": n, "of": n}
        for name, n in zip("abcd", (21, 22, 23, 24), strict=True)
    ]
    schema = json.loads(extdata("results.schema.json").read_text(encoding="utf-8"))
    part = schema["properties"]["dropped_variants"] | {"$defs": schema["$defs"]}
    jsonschema.validate(results["dropped_variants"], part)


def test_a_failed_scan_is_named_by_patient_lesion_and_phase():
    failures = IMAGES[["patient_id", "lesion", "phase"]].assign(message="no such file")
    named = stages._named_by_scan(failures)
    assert named.to_dict("records") == [{"name": "A primary prone", "reason": "no such file"}]


def test_results_hold_the_settings_and_every_section(tmp_path):
    run = run_of(tmp_path)
    run.sections["models"] = []
    results = stages.results_of(run)
    assert list(results) == [
        "radiotmb", "study", "simulated", "seed", "engine", "safe_csv", "germline",
        "survival_from", "model", "phases", "failures", "models",
    ]  # fmt: skip
    assert results["failures"] == 0


def test_primaries_only_have_burdens_and_a_note_in_place_of_pairs(tmp_path):
    run = run_of(tmp_path)
    burden = pd.DataFrame({"patient_id": ["A", "B"], "lesion": "primary", "tmb": [12.0, 3.0]})
    run.tables["burden"] = burden.assign(status=["high", "low"])
    run.tables["variants"] = pd.DataFrame(
        {"patient_id": ["A"], "lesion": "primary", "gene": "APC", "verdict": "counted"}
    )
    with collect_notes(printing=False) as notes:
        stages.compare_lesions(run)
        stages.relate_to_patients(run)
    burden = run.sections["burden"]["primary"]
    assert (burden["n"], burden["high"], burden["mean_tmb"]) == (2, 1, 7.5)
    # Student's t with one degree of freedom, and no burden below 0.
    assert burden["mean_tmb_lower"] == 0
    assert burden["mean_tmb_upper"] == pytest.approx(7.5 + 12.7062 * 4.5, abs=1e-3)
    assert "no patient has both" in run.sections["pairs"]["skipped"]
    assert run.sections["discordance"]["skipped"].startswith("no pair of lesions")
    assert [note.subject for note in notes][:2] == ["pairs", "discordance"]
    assert run.tables["genes"]["primary"].tolist() == [1]


def test_a_section_that_is_skipped_is_a_note_once(tmp_path):
    run = run_of(tmp_path)
    with collect_notes(printing=False) as notes:
        run.keep_section("survival", Section.skipped("no deaths"))
        run.keep_section("groups", Section({"primary": {"skipped": "one group only"}}))
        run.skip("lesions", ["pairs"], "no pairs", "Add the other lesion")
    assert [(note.subject, note.message) for note in notes] == [
        ("survival", "skipped: no deaths"),
        ("groups primary", "skipped: one group only"),
        ("pairs", "skipped: no pairs"),
    ]
    assert all(note.remedy for note in notes)


def test_a_table_without_timing_is_no_warning(tmp_path):
    run = run_of(tmp_path)
    with collect_notes(printing=False) as notes:
        skipped = {"timing": {"skipped": "the patients table has no timing"}}
        run.keep_section("directions", Section(skipped))
    assert [note.level for note in notes] == ["info"]


def test_scans_with_warnings_are_one_note():
    keys = {"lesion": "primary", "phase": "prone"}
    quality = pd.DataFrame(
        [{"patient_id": p, **keys, "warnings": w} for p, w in [("A", ""), ("B", "8 voxels")]]
    )
    with collect_notes(printing=False) as notes:
        stages._note_quality(quality)
    (note,) = notes
    assert note.message == "1 of 2 scans have warnings: B primary prone: 8 voxels"
