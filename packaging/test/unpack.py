"""unpack.py IMAGE FOLDER: unpacks an OCI image's layers over each other into FOLDER, prints its configuration.

Every blob must have the digest by which it is named.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path


def main(image, folder):
    with tarfile.open(image) as tar:
        def blob(described):
            content = tar.extractfile("blobs/" + described["digest"].replace(":", "/")).read()
            assert "sha256:" + hashlib.sha256(content).hexdigest() == described["digest"]
            assert len(content) == described["size"]
            return content

        (entry,) = json.load(tar.extractfile("index.json"))["manifests"]
        manifest = json.loads(blob(entry))
        configuration = json.loads(blob(manifest["config"]))
        Path(folder).mkdir()
        for described, diff_id in zip(manifest["layers"], configuration["rootfs"]["diff_ids"], strict=True):
            plain = subprocess.run(["zstd", "-dcq"], input=blob(described), capture_output=True, check=True).stdout
            assert "sha256:" + hashlib.sha256(plain).hexdigest() == diff_id
            subprocess.run(["tar", "-C", folder, "--numeric-owner", "-xpf", "-"], input=plain, check=True)
    print(json.dumps(configuration["config"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
