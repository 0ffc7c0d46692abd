#!/usr/bin/env python3
"""SPDX 2.3 for one binary, from the packages that own its libraries (called by script/sbom)."""
import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import sys

# Compiled in, so that the binary does not name them.
HEADER_ONLY = ["nlohmann-json3-dev", "libcli11-dev", "libsqlitecpp-dev", "libboost-dev"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def owner(library):
    """The package that installed a library; dpkg may know it by its name before or after the merge into /usr."""
    real = str(pathlib.Path(library).resolve())
    for path in (real, real.removeprefix("/usr"), library):
        answer = run("dpkg-query", "-S", path).split(":")[0].strip()
        if answer:
            return answer
    return None


def declared_license(package):
    """The licence of the first paragraph of the package's copyright file, when it is written in the machine's form."""
    base = package.split(":")[0]
    try:
        text = pathlib.Path(f"/usr/share/doc/{base}/copyright").read_text(errors="replace")
    except OSError:
        return "NOASSERTION"
    found = re.search(r"^License:[ \t]*([A-Za-z0-9.+-]+)[ \t]*$", text, re.M)
    return f"LicenseRef-Debian-{found[1].replace('+', '-or-later')}" if found else "NOASSERTION"


def describe(package):
    form = "${binary:Package}\t${Version}\t${Homepage}\t${Architecture}\t${Maintainer}"
    name, version, homepage, arch, maintainer = run("dpkg-query", "-W", f"-f={form}", package).split("\n")[0].split("\t")
    name = name.split(":")[0]
    return {
        "SPDXID": "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name,
        "versionInfo": version,
        "supplier": f"Person: {maintainer}" if maintainer else "NOASSERTION",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "homepage": homepage or "NOASSERTION",
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": declared_license(package),
        "copyrightText": "NOASSERTION",
        "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                          "referenceLocator": f"pkg:deb/debian/{name}@{version}?arch={arch}"}],
    }


def main():
    binary, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    libraries = re.findall(r"(/\S+)", run("ldd", str(binary)))
    owners = {owner(library) for library in libraries} - {None}
    present = {name for name in HEADER_ONLY if run("dpkg-query", "-W", name)}
    packages = [describe(name) for name in sorted(owners | present)]
    digest = hashlib.sha256(binary.read_bytes()).hexdigest()
    commit = run("git", "rev-parse", "HEAD").strip()
    committed = int(run("git", "log", "-1", "--format=%ct").strip() or 0)
    tos = {
        "SPDXID": "SPDXRef-tos", "name": "tos", "versionInfo": commit, "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
        "copyrightText": "NOASSERTION", "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
    }
    licenses = sorted({entry["licenseDeclared"] for entry in packages} - {"NOASSERTION"})
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "tos",
        "documentNamespace": f"https://tos.invalid/spdx/{commit}/{digest}",
        "creationInfo": {
            # The commit's time, so that the same commit gives the same list.
            "created": datetime.datetime.fromtimestamp(committed, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: script/sbom"],
        },
        "packages": [tos, *packages],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-tos"},
            *({"spdxElementId": "SPDXRef-tos", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": entry["SPDXID"]}
              for entry in packages)],
        "hasExtractedLicensingInfos": [
            {"licenseId": name, "extractedText": "see the package's copyright file"} for name in licenses],
    }
    out.write_text(json.dumps(document, indent=2) + "\n")
    print(f"{out}: {len(packages)} packages")


if __name__ == "__main__":
    main()
