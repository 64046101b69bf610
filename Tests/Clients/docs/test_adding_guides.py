"""The commands of the guides about adding a fault and adding a case do what the guides say."""

import re
import shlex

from kit.places import page
from kit.simulator import executable, run_to_end


def commands(name, beginning):
    """The commands of the page's console blocks that begin so, without their remarks."""
    blocks = "\n".join(re.findall(r"```console\n(.*?)```", page(name).read_text(), re.S))
    found = re.findall(rf"^\$ hes-sim ({beginning}.*?)(?:\s+#.*)?$", blocks, re.M)
    assert found, f"{name} has no command '{beginning}'"
    return [[executable() if word == "hes-sim" else word for word in shlex.split(command)] for command in found]


def test_the_case_passes_with_the_reference_client_and_fails_with_its_defect():
    good, broken = commands("guides/adding-a-case.md", "conformance run")
    passed, failed = run_to_end(*good), run_to_end(*broken)

    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert re.search(r"^fail +READ-09", failed.stdout, re.M)


def test_the_rule_of_the_fault_guide_is_accepted(still):
    rule = re.search(r"```json\n(.*?)```", page("guides/adding-a-fault.md").read_text(), re.S).group(1)
    response = still.client.session.post(f"{still.simulator.control}/faults", data=rule, timeout=20)

    assert response.status_code == 201, response.text
    still.client.session.delete(f"{still.simulator.control}/faults/twice", timeout=20)
