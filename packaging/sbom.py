"""Prints a CycloneDX document of a release: the Swift packages in the program, the Debian packages in the image."""

import argparse
import json
import os
import time
import uuid
from pathlib import Path


def swift_components(resolved):
    """The packages of Package.resolved; a version or, without one, a revision."""
    for pin in sorted(json.loads(resolved.read_text())["pins"], key=lambda pin: pin["identity"]):
        state = pin["state"]
        version = state.get("version") or state["revision"]
        place = pin["location"].removeprefix("https://").removesuffix(".git")
        yield {
            "type": "library", "bom-ref": f"swift:{pin['identity']}", "name": pin["identity"], "version": version,
            "purl": f"pkg:swift/{place}@{version}",
            "externalReferences": [{"type": "vcs", "url": pin["location"]}],
            "properties": [{"name": "hes-sim:revision", "value": state["revision"]}],
        }


def debian_components(status):
    """The packages of dpkg's status."""
    for block in sorted(status.read_text().strip().split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(" "))
        name, version, architecture = fields["Package"], fields["Version"], fields["Architecture"]
        yield {
            "type": "library", "bom-ref": f"deb:{name}", "name": name, "version": version, "scope": "required",
            "purl": f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}",
            "properties": [{"name": "hes-sim:part", "value": "image"}],
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resolved", type=Path, required=True, help="Package.resolved of the build")
    parser.add_argument("--status", type=Path, help="dpkg's status of the image; left out without an image")
    given = parser.parse_args()
    components = list(swift_components(given.resolved))
    if given.status and given.status.exists():
        components += debian_components(given.status)
    version, epoch = os.environ["VERSION"], int(os.environ["SOURCE_DATE_EPOCH"])
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {"type": "application", "bom-ref": "hes-sim", "name": "hes-sim", "version": version},
        },
        "components": components,
        "dependencies": [{"ref": "hes-sim", "dependsOn": [component["bom-ref"] for component in components]}],
    }
    content = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}"
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
