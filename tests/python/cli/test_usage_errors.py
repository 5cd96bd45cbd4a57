"""A mistake on the command line is one message and status 2, whatever the mistake is."""

import json

import pytest

# The arguments, and what the message must say; folder/ is a folder and text.csv no table.
MISTAKES = [
    ("runn", "no verb 'runn'. Did you mean 'run'?"),
    ("extrakt scan.nii mask.nii", "Did you mean 'extract'?"),
    ("RUN study.yaml", "no verb 'RUN'"),
    ("--wrkers 2 run", "no option '--wrkers'"),
    ("run --wrkers 2", "run: no option '--wrkers'. Did you mean '--workers'?"),
    ("run study.yaml -w 2", "Did you mean '--workers'?"),
    ("tmb one.vcf --germlin g.vcf", "Did you mean '--germline'?"),
    ("model --seed x", "model: --seed cannot be 'x'; expected a whole number"),
    ("model --seed 1.5", "--seed cannot be '1.5'"),
    ("run", "run: no STUDY is given"),
    ("survival patients.csv", "survival: no --group is given"),
    ("run study.yaml other.yaml", "other.yaml"),
    ("run study.yaml --workers", "--workers"),
    ("run study.yaml --workers 0", "--workers cannot be '0'; expected at least 1"),
    ("run study.yaml --engine julia", "--engine cannot be 'julia'; expected r or python"),
    ("run study.yaml --quiet=yes", "--quiet"),
    ("run nowhere.yaml", "nowhere.yaml: no such file"),
    ("run folder", "folder"),
    ("call t.bam --reference a --targets b --out c --caller tcv", "expected pileup or tvc"),
    ("call t.bam --reference a --targets b --out c --min-fraction 1.5", "expected at most 1"),
    ("tmb", "give FILE or --samples"),
    ("tmb nowhere.vcf", "nowhere.vcf"),
    ("tmb folder", "folder"),
    ("tmb one.vcf --preset studdy", "no preset 'studdy'"),
    ("tmb one.vcf --megabases many", "--megabases cannot be 'many'; expected a number"),
    ("tmb one.vcf --megabases -1", "--megabases cannot be '-1'; expected at least 0"),
    ("tmb one.vcf --samples text.csv", "give FILE or --samples"),
    ("tmb one.vcf --annotator nobody", "nobody"),
    ("extract scan.nii.gz", "give IMAGE and MASK, or --images"),
    ("extract scan.nii mask.nii --window-hu 1", "--window-hu"),
    ("extract scan.nii mask.nii --component first", "expected all or largest"),
    ("extract scan.nii mask.nii --montages pictures", "--montages needs --images"),
    ("extract --images nowhere.csv", "nowhere.csv: no such file"),
    ("pairs text.csv", "text.csv"),
    ("pairs folder", "folder"),
    ("survival nowhere.csv --group x", "nowhere.csv"),
    ("audit --example new.csv --results results.json", "--example goes with neither"),
    ("doctor now", "now"),
]


@pytest.fixture(autouse=True)
def files(tmp_path, vcf):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.csv").write_text("neither,a,table,of,ours\n")


@pytest.mark.parametrize(("line", "said"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_a_mistake_is_one_message_and_status_2(line, said, radiotmb):
    done = radiotmb(*line.split())
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("radiotmb: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert "fault of radiotmb's own" not in done.stderr


@pytest.mark.parametrize(("line", "said"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_the_message_is_json_where_json_is_asked_for(line, said, radiotmb):
    # First in the line: after a mistake it may be taken for the value of an option.
    done = radiotmb("--json", *line.split())
    assert done.returncode == 2
    assert done.stderr == ""
    error = json.loads(done.stdout)["error"]
    assert said in error["message"]
    assert error["exit_status"] == 2
    assert error["class"] in ("UsageError", "InputError", "StudyError")


@pytest.mark.parametrize(
    "line", ["pairs nowhere.csv --json", "pairs --json nowhere.csv", "--json pairs nowhere.csv"]
)
def test_json_may_stand_anywhere(line, radiotmb):
    done = radiotmb(*line.split())
    assert json.loads(done.stdout)["error"]["file"] == "nowhere.csv"


def test_what_follows_two_dashes_is_a_name(radiotmb):
    done = radiotmb("pairs", "--", "--json")
    assert done.returncode == 2
    assert done.stderr == "radiotmb: --json: no such file; expected the burden table (CSV)\n"


def test_no_verb_at_all_is_help_and_status_2(radiotmb):
    done = radiotmb()
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Usage: radiotmb" in done.stderr
    assert "extract" in done.stderr
    done = radiotmb("--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["problem"] == "no verb"
