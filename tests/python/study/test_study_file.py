import pytest

from radiotmb.errors import InputError
from radiotmb.study.study_file import read_study


def study(tmp_path, text):
    file = tmp_path / "study.yaml"
    file.write_text(text)
    return file


def test_paths_are_relative_to_the_study_file(tmp_path):
    found = read_study(study(tmp_path, "samples: tables/samples.csv\n"))
    assert found.resolve(found.samples) == tmp_path.resolve() / "tables" / "samples.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("images: images.csv", "the entry 'samples' is missing"),
        ("samples: s.csv\nsede: 3", "'sede' is no entry. Did you mean 'seed'?"),
        ("samples: s.csv\nmodel: {outer: 1}", "model.outer: 1 is not a number of at least 2"),
        ("samples: s.csv\nmodel: {tree: 1}", "'model.tree' is no entry. Did you mean 'trees'?"),
        ("samples: s.csv\nmodel: {tree: 1}", "The entries are: outer, inner, repeats"),
        ("samples: s.csv\nengine: julia", "engine: 'julia' is not one of 'r', 'python'"),
        ("samples: s.csv\nseed: x", "seed: 'x' is not a whole number"),
        ("samples: s.csv\nseed: 1\nseed: 2", "line 3: 'seed' is there more than once"),
        ("samples: s.csv\nsimulated: perhaps", "simulated: 'perhaps' is not true or false"),
        ("samples: s.csv\nphases: {primary: supine}", "phases.primary: 'supine' is not a list"),
        ("samples: s.csv\nfolder: /tmp", "'folder' is no entry"),
        ("seeds: 1\nengine: q", "'samples' is missing; engine: 'q' is not one of"),
        ("samples: s.csv\nphases: {primary: [prone], pair: [supine, plain]}", "pair"),
        ("- samples.csv", "not a YAML mapping"),
        ("samples: [", "not readable as YAML"),
        ("samples: !!python/object/apply:os.system ['true']", "not readable as YAML"),
    ],
)
def test_the_entry_at_fault_is_named(tmp_path, text, said):
    with pytest.raises(InputError, match="study.yaml") as caught:
        read_study(study(tmp_path, text))
    assert said in str(caught.value)


def test_an_unknown_preset_lists_the_known_ones(tmp_path):
    found = read_study(study(tmp_path, "samples: s.csv\nextraction: studdy"))
    with pytest.raises(InputError, match="no preset 'studdy'.*study"):
        found.extraction_file()
