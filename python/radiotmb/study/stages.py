"""The stages of a study in their order: what each reads, and what it leaves in the run."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import __version__, radiomics, tmb
from radiotmb.errors import InputError
from radiotmb.inputs.lesion_roles import patients_with_several
from radiotmb.runtime.notes import Note, add_note
from radiotmb.study.acquisition import acquisition_section
from radiotmb.study.background import background_section
from radiotmb.study.centres import Places
from radiotmb.study.clinical import discordance_section, survival_section
from radiotmb.study.comparators import added_value_section, comparator_section
from radiotmb.study.directions import directions_section
from radiotmb.study.external import external_section
from radiotmb.study.follow_up import follow_up_section
from radiotmb.study.group_comparisons import groups_section
from radiotmb.study.kept_models import describe_models
from radiotmb.study.lesions import (
    burden_section,
    has_both_roles,
    lesions_section,
    rank_genes,
    several_variants_section,
    status_of_patients,
)
from radiotmb.study.missing_scans import missing_scans_section
from radiotmb.study.models import model_phases
from radiotmb.study.mutated_genes import genes_section
from radiotmb.study.pair_discordance import pair_discordance_section
from radiotmb.study.patient_groups import groups_of_patients
from radiotmb.study.predicted_survival import predicted_survival_section
from radiotmb.study.published import published_section
from radiotmb.study.section import Section
from radiotmb.study.several_lesions import (
    compares_several,
    heterogeneity_section,
    several_lesions_section,
)
from radiotmb.study.study_run import StudyRun, some_of
from radiotmb.study.table_one import described_patients, table_one_section

log = logging.getLogger(__name__)


_NO_PAIRS = "no patient has both a primary and a metastasis with a burden"


@dataclass(frozen=True)
class Stage:
    """One stage of a study.

    Attributes
    ----------
    name : str
        The name under which provenance.json counts its seconds.
    work : callable
        What it does with the run.
    applies : callable
        Whether the study has what the stage works on.
    """

    name: str
    work: Callable[[StudyRun], None]
    applies: Callable[[StudyRun], bool] = lambda run: True


def _compute_burden(run: StudyRun) -> tmb.BurdenResult:
    # The one call of this room: what it is given is named here and nowhere else in study/.
    study = run.study
    return tmb.compute_burden(
        run.inputs.samples,
        tmb.read_assay(study.assay_file()),
        folder=study.resolve(study.samples).parent,
        germline=study.resolve(study.germline) if study.germline else None,
        targets=study.resolve(study.targets) if study.targets else None,
        workers=run.workers,
    )


def count_burden(run: StudyRun) -> None:
    """Sequencing files to burdens, variants, the funnel of the filters and the spectrum."""
    study, samples, images = run.study, run.inputs.samples, run.inputs.images
    log.info("burden of %d samples", len(samples))
    found = _compute_burden(run)
    for name in ("burden", "variants", "funnel", "spectrum"):
        run.keep(name, getattr(found, name))
    run.record_failures("burden", found.failures)
    run.sections["assay"] = tmb.read_assay(study.assay_file()).model_dump(mode="json")
    dropped = found.plain["dropped"]
    if dropped["file"]:
        rows = zip(*dropped.values(), strict=True)
        run.sections["dropped_variants"] = [dict(zip(dropped, row, strict=True)) for row in rows]
    run.sections["cohort"] = {
        "patients": int(samples["patient_id"].nunique()),
        "samples": len(samples),
        "scans": 0 if images is None else len(images),
    }
    if found.burden.empty:
        raise InputError(
            "no sample could be read",
            file=study.samples,
            hint=f"The first reason: {run.failures['reason'].iloc[0]}",
        )


def recheck_other_lesion(run: StudyRun) -> None:
    """The reads of each patient's other lesion at the variants of one."""
    folder = run.study.resolve(run.study.samples).parent
    several = patients_with_several(run.inputs.samples)
    if several:
        message = f"{len(several)} patients with several lesions of a role are left out"
        add_note(Note("warning", "partners", "reads of the other lesion", message))
    try:
        sites = tmb.recheck_partner(run.tables["variants"], run.inputs.samples, folder=folder)
    except InputError as error:
        reasons = pd.DataFrame({"name": ["partner's reads"], "reason": [str(error)]})
        return run.record_failures("partners", reasons)
    run.keep("partner_reads", sites)
    run.keep("partner_sharing", tmb.count_sharing(sites))


def _scan_arguments(run: StudyRun) -> dict[str, Any]:
    # What every step over the scans is given; those stages run where there are images only.
    return {
        "images": run.inputs.images,
        "folder": run.study.resolve(run.study.images or Path()).parent,
        "workers": run.workers,
        "options": radiomics.ScanOptions(allow_outside=run.study.allow_outside),
    }


def extract_features(run: StudyRun) -> None:
    """Scans to features and quality."""
    log.info("features of %d scans", run.sections["cohort"]["scans"])
    preset = radiomics.read_preset(run.study.extraction_file())
    cohort = radiomics.extract_cohort(preset=preset, **_scan_arguments(run))
    run.keep("features", cohort.features)
    run.keep("quality", cohort.quality)
    _note_quality(cohort.quality)
    run.keep_section("acquisition", acquisition_section(cohort.quality))
    run.record_failures("extraction", _named_by_scan(cohort.failures))
    run.sections["extraction"] = {"hash": preset.hash, **asdict(preset)}


def _note_quality(quality: pd.DataFrame) -> None:
    """Scans of which something should be known before their features are trusted."""
    if "warnings" not in quality:
        return
    told = quality[quality["warnings"] != ""]
    if len(told):
        listed = [
            f"{row.patient_id} {row.lesion} {row.phase}: {row.warnings}"
            for row in told.itertuples(index=False)
        ]
        message = f"{len(told)} of {len(quality)} scans have warnings: {some_of(listed)}"
        remedy = "The table quality has all of them; look at their pictures in the report"
        add_note(Note("warning", "extraction", "quality", message, remedy))


def draw_montages(run: StudyRun) -> None:
    """A picture of each scan with its mask, for the report."""
    log.info("pictures of %d scans", run.sections["cohort"]["scans"])
    radiomics.write_montages(
        preset=radiomics.read_preset(run.study.extraction_file()),
        out=run.out / "figures" / "quality",
        **_scan_arguments(run),
    )


def compare_lesions(run: StudyRun) -> None:
    """Primary against metastasis."""
    log.info("primary against metastasis")
    burden = run.tables["burden"]
    if run.r_unavailable is not None:
        analyses = "paired comparison of the lesions, chance discordance, shared variants, genes"
        run.keep_section("pairs", Section.skipped(run.without_r("lesions", analyses)))
    elif compares_several(run.study, burden):
        _compare_several(run, burden)
    elif status_of_patients(burden).empty:
        remedy = "Burdens and models are there; for a comparison add the other lesion's samples"
        run.skip("lesions", ["pairs"], _NO_PAIRS, remedy)
        run.keep("genes", rank_genes(run.tables["variants"], burden).genes)
    else:
        assay = tmb.read_assay(run.study.assay_file())
        variants = run.tables["variants"]
        run.keep_section("pairs", lesions_section(burden, variants, assay))
        run.keep_section("directions", directions_section(run.tables["pairs"], run.inputs.patients))
        run.keep_section("genes", genes_section(variants, burden))
    run.keep_section("burden", burden_section(burden))


def _compare_several(run: StudyRun, burden: pd.DataFrame) -> None:
    """Pairs of several lesions a patient, their heterogeneity, and genes by role."""
    assay = tmb.read_assay(run.study.assay_file())
    variants = run.tables["variants"]
    run.keep_section("pairs", several_lesions_section(run.study, burden, assay))
    run.keep_section("heterogeneity", heterogeneity_section(run.study, burden, variants, assay))
    for name, table in several_variants_section(variants, burden).tables.items():
        run.keep(name, table)
    if has_both_roles(burden):
        run.keep_section("genes", genes_section(variants, burden))


def model_status(run: StudyRun) -> None:
    """TMB status from images, phase by phase."""
    if "features" not in run.tables:
        run.sections["models"] = []
        return
    log.info("models of the phases")
    run.models = model_phases(
        run.study,
        run.tables["features"],
        run.tables["burden"],
        workers=run.workers,
        quality=run.tables.get("quality"),
        places=Places(run.inputs.patients, run.inputs.images),
    )
    run.keep("model_features", describe_models(run.models))
    if run.study.engine == "python" and run.models.averaged:
        add_note(
            Note("info", "models", "model.json", "not written: only engine: r fits a model to keep")
        )
    for name, table in run.models.tables.items():
        run.keep(name, table)
    run.sections["models"] = list(run.models.summaries.values())
    run.sections["best_of_phases"] = run.models.best_of_phases


def compare_learners(run: StudyRun) -> None:
    """The models beside the study's comparator, and beside its clinical columns."""
    study = run.study
    asked = {"comparator": study.model.comparator, "added_value": study.added_value.columns}
    if run.r_unavailable is not None:
        named = ", ".join(name for name, what in asked.items() if what)
        section = Section.skipped(run.without_r("models", named))
    elif not run.models.averaged:
        section = Section.skipped("no phase was modelled")
    else:
        section = None
    log.info("the models beside others")
    if section is not None:
        for name in (name for name, what in asked.items() if what):
            run.keep_section(name, section)
        return
    features, burden = run.tables["features"], run.tables["burden"]
    if asked["comparator"]:
        made = comparator_section(study, run.models, features, burden, workers=run.workers)
        run.keep_section("comparator", made)
    if asked["added_value"]:
        made = added_value_section(
            study, run.models, features, burden, run.inputs.patients, workers=run.workers
        )
        run.keep_section("added_value", made)


def validate_outside(run: StudyRun) -> None:
    """The models on the second cohort that the study file names."""
    log.info("the models on %s", run.study.external.name)
    if run.r_unavailable is not None:
        reason = run.without_r("external", "validation on the external cohort")
        run.keep_section("external", Section.skipped(reason))
        return
    run.keep_section("external", external_section(run.study, run.models))


def relate_to_patients(run: StudyRun) -> None:
    """What models and burdens mean for patients: discordance, survival, clinical variables."""
    log.info("discordance, survival, groups")
    burden = run.tables["burden"]
    several = compares_several(run.study, burden)
    statuses = pd.DataFrame() if several else status_of_patients(burden)
    if not several and len(statuses):
        discordance = discordance_section(run.study, run.models, statuses, engine=run.engine)
        groups = None
    else:
        discordance = _discordance_of_pairs(run, burden)
        groups = groups_of_patients(burden, run.tables.get("pairs"))
        statuses = groups
    run.keep_section("discordance", discordance)
    patients = run.inputs.patients
    if run.r_unavailable is not None and patients is not None:
        run.without_r("outcomes", "permutation log-rank test")
    survival = survival_section(run.study, patients, statuses, groups, engine=run.engine)
    run.keep_section("survival", survival)
    follow_up = follow_up_section(patients, statuses["patient_id"], survival.summary)
    run.keep_section("follow_up", follow_up)
    predictions = run.models.tables.get("predictions")
    predicted = predicted_survival_section(run.study, predictions, patients, engine=run.engine)
    run.keep_section("predicted_survival", predicted)
    if run.r_unavailable is None:
        compared = groups_section(run.study, patients, statuses, groups)
        first = table_one_section(run.study, patients, statuses, groups)
    else:
        compared = Section.skipped(run.without_r("outcomes", "clinical variables by group"))
        first = compared
    run.keep_section("groups", compared)
    run.keep_section("table_one", first)
    run.keep("patients", described_patients(run.study, patients, burden["patient_id"]))
    run.keep_section("background", background_section(patients, statuses["patient_id"]))
    run.keep_section("missing_scans", missing_scans_section(run.study, run.inputs))


def _discordance_of_pairs(run: StudyRun, burden: pd.DataFrame) -> Section:
    """Predicted discordance where the pairs are not one primary and one metastasis a patient."""
    pairs = run.tables.get("pairs")
    if pairs is not None:
        return pair_discordance_section(run.study, run.models, pairs, burden)
    reason = "no pair of lesions; survival and groups are by the status of the lesions there are"
    return Section.skipped(reason)


def set_beside_published(run: StudyRun) -> None:
    """The published numbers beside the study's."""
    if not run.study.published:
        run.sections["published"] = {"skipped": "published: false in the study file"}
        return
    log.info("the published numbers beside these")
    if run.r_unavailable is not None:
        analyses = "published numbers beside the study's, their audit and evidence"
        run.sections["published"] = {"skipped": run.without_r("published", analyses)}
        return
    for name, table in published_section(results_of(run)).tables.items():
        run.keep(name, table)


def results_of(run: StudyRun) -> dict:
    """The content of results.json so far, but for its notes."""
    study = run.study
    return {
        "radiotmb": __version__,
        "study": study.name,
        "simulated": study.simulated,
        "seed": study.seed,
        "engine": study.engine,
        "safe_csv": study.safe_csv,
        "germline": study.germline.name if study.germline else None,
        "survival_from": study.survival_from,
        "model": study.model.model_dump(mode="json"),
        "phases": study.phases.model_dump(mode="json"),
        "failures": len(run.failures),
        **run.sections,
    }


def _has_images(run: StudyRun) -> bool:
    return run.inputs.images is not None


STAGES = (
    Stage("burden", count_burden),
    Stage(
        "partners",
        recheck_other_lesion,
        applies=lambda run: tmb.both_lesions_have_reads(run.inputs.samples),
    ),
    Stage("extraction", extract_features, applies=_has_images),
    Stage("montages", draw_montages, applies=_has_images),
    Stage("lesions", compare_lesions),
    Stage("models", model_status),
    Stage(
        "comparisons",
        compare_learners,
        applies=lambda run: bool(run.study.model.comparator or run.study.added_value.columns),
    ),
    Stage(
        "external",
        validate_outside,
        applies=lambda run: run.study.external.features is not None,
    ),
    Stage("outcomes", relate_to_patients),
    Stage("published", set_beside_published),
)


def _named_by_scan(failures: pd.DataFrame) -> pd.DataFrame:
    """A scan is named by patient, lesion and phase."""
    keys = [key for key in ("patient_id", "lesion", "phase") if key in failures]
    return pd.DataFrame(
        {
            "name": [" ".join(map(str, row)) for row in failures[keys].to_numpy()],
            "reason": failures.get("message", pd.Series(dtype=str)),
        }
    )
