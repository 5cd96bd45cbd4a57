"""What can be wrong with the models of a study: phases that no scan has, too few patients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from radiotmb.inputs.column_names import did_you_mean, nearest
from radiotmb.inputs.lesion_roles import lesions_of_role, roles_of
from radiotmb.runtime.notes import Note
from radiotmb.study.joined_phases import modelled_phases, parts_of_phase
from radiotmb.study.models import FEWEST_PATIENTS, remedy_of_outer
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

# Fewer patients than these give a model of which hardly anything can be said.
_FEW_PATIENTS = 10
# With fewer no p-value can reach 0.05.
_FEWEST_PERMUTATIONS = 20


def check_phases(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Phases that the study file names and no scan has, or the other way round."""
    if tables.images is None:
        if study.images is None and (study.phases.primary or study.phases.metastasis):
            message = "are named, but there is no images table: nothing is modelled"
            yield Note("warning", "models", "phases", message, "Name the table as 'images'")
        return
    for lesion, wanted in (
        ("primary", study.phases.primary),
        ("metastasis", study.phases.metastasis),
    ):
        rows = tables.images[roles_of(tables.images) == lesion]
        there = rows["phase"].drop_duplicates().tolist()
        used = list(dict.fromkeys(part for phase in wanted or () for part in parts_of_phase(phase)))
        for phase in used:
            if phase in there:
                continue
            have = ", ".join(map(str, there)) or "none"
            yield Note(
                "error",
                "models",
                f"phases.{lesion}",
                f"no scan of the {lesion} has the phase '{phase}'",
                f"{did_you_mean(phase, there)}The images table has: {have}",
            )
        if study.phases.pair is not None and wanted is not None:
            paired = study.phases.pair[lesion == "metastasis"]
            if paired not in wanted:
                yield Note(
                    "error",
                    "models",
                    "phases.pair",
                    f"'{paired}' is no phase of the {lesion}",
                    f"{did_you_mean(paired, wanted)}Its phases are: {', '.join(wanted) or 'none'}",
                )
        unused = [phase for phase in there if phase not in used]
        if unused:
            message = f"the {lesion}'s {', '.join(unused)} are in the images table and not modelled"
            alike = [(phase, nearest(phase, used)) for phase in unused]
            meant = [f"'{like}' in place of '{phase}'" for phase, like in alike if like]
            yield Note(
                "warning" if meant else "info",
                "models",
                f"phases.{lesion}",
                message,
                f"Write {' and '.join(meant)} in the images table, if that is meant"
                if meant
                else "Name them in the study file's phases, if they are to be",
            )


def check_models(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Models of which too few patients have both a burden and a scan."""
    for model in expected_models(study, tables):
        if model.patients == 0:
            message = "no patient has a sequenced lesion and a scan of this phase: not modelled"
            remedy = "Compare the identifiers and lesions of the samples and the images table"
            yield Note("warning", "models", f"{model.lesion} {model.phase}", message, remedy)
        name, outer = f"{model.lesion} {model.phase}", study.model.outer
        if FEWEST_PATIENTS <= model.patients < outer:
            message = (
                f"not modelled: {model.patients} patients have a sequenced lesion and a scan of "
                f"this phase, fewer than the {outer} outer folds"
            )
            remedy = remedy_of_outer(outer, model.patients)
            yield Note("warning", "models", name, message, remedy)
        elif FEWEST_PATIENTS <= model.patients < 2 * outer:
            most = model.patients // 2
            message = (
                f"{model.patients} patients have a sequenced lesion and a scan of this phase, the "
                f"rarer status at most {most} of them: at most {most} of the {outer} outer folds "
                "are made, since each holds out a patient of each status"
            )
            remedy = f"Write {most} or fewer as 'model.outer' of the study file"
            yield Note("warning", "models", name, message, remedy)
        elif 0 < model.patients < max(_FEW_PATIENTS, 2 * study.model.outer):
            message = f"{model.patients} patients have a sequenced lesion and a scan of this phase"
            remedy = "Nothing firm can come of so few; fewer folds or no model may be better"
            yield Note("warning", "models", f"{model.lesion} {model.phase}", message, remedy)
    permutations = study.model.permutations
    if tables.images is not None and 0 < permutations < _FEWEST_PERMUTATIONS:
        message = (
            f"{permutations} permutations: no p-value can be below {1 / (permutations + 1):.2g}"
        )
        yield Note("warning", "models", "model.permutations", message, "Give 1000 for a final run")


class ExpectedModel(NamedTuple):
    """A model of a study: ``patients`` have a sequenced lesion and a scan of it in this phase."""

    lesion: str
    phase: str
    patients: int


def expected_models(study: Study, tables: StudyTables) -> list[ExpectedModel]:
    """Each model of a study with the number of its patients; none where there are no images."""
    images, samples = tables.images, tables.samples
    if images is None:
        return []
    found = []
    for lesion, phase in modelled_phases(study):
        lesions = lesions_of_role(samples, lesion)
        for part in parts_of_phase(phase):
            lesions &= lesions_of_role(images[images["phase"] == part], lesion)
        found.append(ExpectedModel(lesion, phase, len({patient for patient, _ in lesions})))
    return found
