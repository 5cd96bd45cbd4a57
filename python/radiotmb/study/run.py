"""The run of a study: the order of the stages, nothing else."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb import __version__, radiomics, report, stats, tmb
from radiotmb.errors import InputError
from radiotmb.inputs.paths import without_home
from radiotmb.inputs.tables import read_table, write_table
from radiotmb.runtime.files import write_json
from radiotmb.runtime.lock import hold_folder
from radiotmb.study.clinical import Section, group_table, judge, status_of_patients, survive
from radiotmb.study.models import Models, model_phases
from radiotmb.study.provenance import Stopwatch, input_hashes, is_done, run_key, write_provenance
from radiotmb.study.study_file import Study, read_study

log = logging.getLogger(__name__)

__all__ = ["StudyResult", "run_study"]

# Tables that are long or wide are kept as Parquet too.
_WIDE = {"variants", "features"}


@dataclass(frozen=True)
class StudyResult:
    """Where a run's results are, and what failed.

    ``failures`` has one row a failed sample or scan (stage, name, reason); ``redone`` is false
    where nothing had changed since the last run.
    """

    out: Path
    report: Path
    failures: pd.DataFrame
    redone: bool


def run_study(
    study_file: str | Path,
    *,
    out: str | Path | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    engine: str | None = None,
    allow_outside: bool | None = None,
) -> StudyResult:
    """Run a study file: every table, results.json, the figures, report.html, provenance.json.

    Parameters
    ----------
    study_file : path
        YAML with the fields of :class:`radiotmb.study.study_file.Study`.
    out : path, optional
        Takes the place of the study file's ``out``.
    workers : int
        Local processes; the tables are the same for any number.
    scheduler : str, optional
        A Dask scheduler's address, in place of ``workers``.
    engine : {"r", "python"}, optional
        Takes the place of the study file's ``engine``.
    allow_outside : bool, optional
        Whether the tables may name files outside their own folders, in place of the study file's
        ``allow_outside``.

    Returns
    -------
    StudyResult

    Raises
    ------
    InputError
        For the first thing wrong with the study file, its tables or its presets.
    """
    study = read_study(study_file)
    given = {"engine": engine, "allow_outside": allow_outside}
    study = study.model_copy(update={k: v for k, v in given.items() if v is not None})
    folder = Path(out) if out is not None else study.resolve(study.out)
    outside = {"allow_outside": study.allow_outside}
    samples = read_table(study.resolve(study.samples), "samples", **outside)
    images = read_table(study.resolve(study.images), "images", **outside) if study.images else None
    patients = read_table(study.resolve(study.patients), "patients") if study.patients else None
    hashes = input_hashes(study, samples, images)
    key = run_key(study, hashes)
    with hold_folder(folder):
        if is_done(folder, key):
            log.info("nothing has changed since the last run")
            failures = _read_failures(folder)
            return StudyResult(folder, folder / "report.html", failures, redone=False)
        # Until all is written anew, nothing may claim that the folder is whole.
        for name in ("provenance.json", "report.html"):
            (folder / name).unlink(missing_ok=True)
        watch = Stopwatch()
        run = _Run(study, folder, watch, workers, scheduler)
        run.tables_from_files(samples, images)
        run.statistics(patients)
        run.write_results()
        write_provenance(folder, study, hashes, key, watch.seconds, workers)
        with watch.stage("report"):
            page = report.render_report(folder)
        return StudyResult(folder, page, run.failures, redone=True)


class _Run:
    """One run's state: the tables made so far and the sections of results.json."""

    def __init__(
        self, study: Study, out: Path, watch: Stopwatch, workers: int, scheduler: str | None
    ) -> None:
        self.study = study
        self.out = out
        self.watch = watch
        self.workers: dict[str, Any] = {"workers": workers, "scheduler": scheduler}
        self.store = out / ".finished"
        self.tables: dict[str, pd.DataFrame] = {}
        self.sections: dict[str, Any] = {}
        self.failures = pd.DataFrame(columns=["stage", "name", "reason"])

    def tables_from_files(self, samples: pd.DataFrame, images: pd.DataFrame | None) -> None:
        """Sequencing files to burdens, scans to features."""
        study = self.study
        with self.watch.stage("burden"):
            log.info("burden of %d samples", len(samples))
            assay = tmb.read_assay(study.assay_file())
            burden = tmb.compute_burden(
                samples,
                assay,
                folder=study.resolve(study.samples).parent,
                germline=study.resolve(study.germline) if study.germline else None,
                targets=study.resolve(study.targets) if study.targets else None,
                store=self.store,
                **self.workers,
            )
        self._keep("burden", burden.burden)
        self._keep("variants", burden.variants)
        self._keep("funnel", burden.funnel)
        self._keep("spectrum", burden.spectrum)
        self._failed("burden", burden.failures)
        if tmb.both_lesions_have_reads(samples):
            self._recheck_partners(burden.variants, samples)
        self.sections["assay"] = assay.model_dump(mode="json")
        self.sections["cohort"] = {
            "patients": int(samples["patient_id"].nunique()),
            "samples": len(samples),
            "scans": 0 if images is None else len(images),
        }
        if burden.burden.empty:
            raise InputError(
                "no sample could be read",
                file=study.samples,
                hint=f"The first reason: {self.failures['reason'].iloc[0]}",
            )
        if images is not None:
            folder = study.resolve(study.images).parent
            with self.watch.stage("extraction"):
                log.info("features of %d scans", len(images))
                preset = radiomics.read_preset(study.extraction_file())
                cohort = radiomics.extract_cohort(
                    images, preset, folder=folder, store=self.store, **self.workers
                )
            self._keep("features", cohort.features)
            self._keep("quality", cohort.quality)
            self._failed("extraction", _named_failures(cohort.failures))
            self.sections["extraction"] = {"hash": preset.hash, **asdict(preset)}
            with self.watch.stage("montages"):
                radiomics.write_montages(
                    images,
                    preset,
                    out=self.out / "figures" / "quality",
                    folder=folder,
                    store=self.store,
                    **self.workers,
                )

    def statistics(self, patients: pd.DataFrame | None) -> None:
        """Tables to statistics, in R (the modelling chain in Python where the study says so)."""
        burden = self.tables["burden"]
        with self.watch.stage("lesions"):
            log.info("primary against metastasis")
            pairs = self._compare_lesions(burden)
        with self.watch.stage("models"):
            models = self._model(burden)
        with self.watch.stage("outcomes"):
            log.info("discordance, survival, groups")
            self._section("discordance", judge(self.study, models, status_of_patients(burden)))
            self._section("survival", survive(self.study, patients, pairs))
            self._section("groups", group_table(self.study, patients, pairs))

    def _compare_lesions(self, burden: pd.DataFrame) -> pd.DataFrame:
        variants = self.tables["variants"]
        sharing = stats.compare_variants(variants, burden[["patient_id", "lesion"]])
        lesions = stats.compare_lesions(
            burden, cutoff=self.sections["assay"]["cutoff"], shared=sharing.patients
        )
        self._keep("pairs", lesions.pairs)
        self._keep("lesion_tests", lesions.tests)
        self._keep("lesion_cells", pd.DataFrame(lesions.cells.items(), columns=["cell", "n"]))
        self._keep("chance", lesions.chance)
        self._keep("shared_variants", sharing.patients)
        self._keep("genes", stats.rank_genes(variants).genes)
        summary = lesions.as_dict()
        summary.pop("pairs")
        proportions = summary.pop("discordant")
        self.sections["pairs"] = {
            "n": len(lesions.pairs),
            "discordant": next(row for row in proportions if row["measure"] == "discordant"),
            "proportions": proportions,
            **summary,
        }
        self.sections["burden"] = {
            lesion: {
                "n": len(rows),
                "high": int((rows["status"] == "high").sum()),
                "mean_tmb": float(rows["tmb"].mean()),
            }
            for lesion, rows in burden.groupby("lesion")
        }
        return lesions.pairs

    def _model(self, burden: pd.DataFrame) -> Models:
        if "features" not in self.tables:
            self.sections["models"] = {}
            return Models()
        models = model_phases(
            self.study, self.tables["features"], burden, store=self.store, **self.workers
        )
        for name, table in models.tables.items():
            self._keep(name, table)
        self.sections["models"] = models.summaries
        self.sections["best_of_phases"] = models.best_of_phases
        return models

    def write_results(self) -> None:
        """results.json, the published numbers beside it, and the tables."""
        study = self.study
        results = {
            "radiotmb": __version__,
            "study": study.name,
            "simulated": study.simulated,
            "seed": study.seed,
            "engine": study.engine,
            "model": study.model.model_dump(mode="json"),
            "phases": study.phases.model_dump(mode="json"),
            "failures": len(self.failures),
            **self.sections,
        }
        with self.watch.stage("published"):
            log.info("the published numbers beside these")
            self._keep("published", stats.compare_published(results))
            self._keep("audit", stats.audit_published().checks)
            evidence = stats.evidence_published()
            self._keep("evidence_aucs", evidence.aucs)
            self._keep("evidence_discordance", evidence.tables)
            self._keep("evidence_shares", evidence.shares)
            self._keep("evidence_null", evidence.null)
        for name, table in self.tables.items():
            write_table(table, self.out / "tables" / f"{name}.csv", parquet=name in _WIDE)
        write_table(self.failures, self.out / "failures.csv")
        write_json(self.out / "results.json", stats.to_json(results))

    def _keep(self, name: str, table: pd.DataFrame | None) -> None:
        if table is not None and len(table.columns):
            self.tables[name] = table

    def _section(self, name: str, section: Section) -> None:
        self.sections[name] = section.summary
        for table_name, table in section.tables.items():
            self._keep(table_name, table)

    def _recheck_partners(self, variants: pd.DataFrame, samples: pd.DataFrame) -> None:
        folder = self.study.resolve(self.study.samples).parent
        with self.watch.stage("partners"):
            try:
                sites = tmb.recheck_partner(variants, samples, folder=folder)
            except InputError as error:
                reasons = pd.DataFrame({"name": ["partner's reads"], "reason": [str(error)]})
                return self._failed("partners", reasons)
        self._keep("partner_reads", sites)
        self._keep("partner_sharing", tmb.count_sharing(sites))

    def _failed(self, stage: str, failures: pd.DataFrame) -> None:
        if len(failures):
            told = [without_home(reason, self.study.folder) for reason in failures["reason"]]
            rows = failures.assign(stage=stage, reason=told)[["stage", "name", "reason"]]
            self.failures = pd.concat([self.failures, rows], ignore_index=True)


def _named_failures(failures: pd.DataFrame) -> pd.DataFrame:
    """A scan is named by patient, lesion and phase."""
    keys = [key for key in ("patient_id", "lesion", "phase") if key in failures]
    return pd.DataFrame(
        {
            "name": [" ".join(map(str, row)) for row in failures[keys].to_numpy()],
            "reason": failures.get("message", pd.Series(dtype=str)),
        }
    )


def _read_failures(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "failures.csv", dtype=str)
