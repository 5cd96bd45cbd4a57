"""A result's folder has its tables and its summary, and the user is told where."""

import json

import pandas as pd

from radiotmb.cli.result_folder import write_result


def test_each_table_is_a_file_and_the_summary_is_json(tmp_path, capsys):
    folder = tmp_path / "new" / "result"
    write_result(folder, {"areas": pd.DataFrame({"auc": [0.5, None]})}, {"n": 2, "auc": None})
    assert sorted(file.name for file in folder.iterdir()) == ["areas.csv", "summary.json"]
    assert pd.read_csv(folder / "areas.csv")["auc"].isna().tolist() == [False, True]
    assert json.loads((folder / "summary.json").read_text()) == {"n": 2, "auc": None}
    assert str(folder) in capsys.readouterr().err
