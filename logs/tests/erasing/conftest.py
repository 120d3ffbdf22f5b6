"""A project with logs of two customers."""

import pytest

from logs.erasing.finding import Person
from logs.tests.factories import make_logs

SHARED = [{"role": "system", "content": "You sell shoes. " * 60}]


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def logs(project):
    """Two logs of ann, whose conversation begins like that of bob."""

    def said(customer, *texts):
        messages = [*SHARED, *({"role": "user", "content": text * 60} for text in texts)]
        return make_logs(project, [{"customer_id": customer, "input_messages": messages}])

    knee = "my knee hurts "
    return [*said("ann", knee, "badly "), *said("ann", knee, "and my back "), *said("bob", "size nine ")]


@pytest.fixture
def ann(project, logs):
    return Person(project.pk, "ann")
