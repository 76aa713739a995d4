from pathlib import Path

import pytest

from tests.lessons.importers.folders import Folder, make_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return make_folder(tmp_path / "cursus")
