/// What `hes-sim conformance init` writes: the folders of `examples/skeletons`, which the build puts into the program
/// through the links in `Files/`.
package struct Skeleton: Sendable {
    package struct File: Sendable {
        package let name: String
        package let text: String
        package let isExecutable: Bool

        init(_ name: String, bytes: [UInt8], isExecutable: Bool = false) {
            self.name = name
            text = String(decoding: bytes, as: UTF8.self)
            self.isExecutable = isExecutable
        }
    }

    /// The value of `--lang`.
    package let language: String
    package let files: [File]
    /// Commands to run after `init`, in its folder.
    package let nextSteps: [String]

    package static let all: [Skeleton] = [
        Skeleton(
            language: "python",
            files: [
                File("driver.py", bytes: PackageResources.python_driver_py),
                File("requirements.txt", bytes: PackageResources.python_requirements_txt),
                File("README.md", bytes: PackageResources.python_README_md),
            ],
            nextSteps: [
                "python3 -m pip install -r requirements.txt",
                "hes-sim conformance driver-check -- python3 driver.py",
            ]
        ),
        Skeleton(
            language: "shell",
            files: [
                File("client.sh", bytes: PackageResources.shell_client_sh, isExecutable: true),
                File("README.md", bytes: PackageResources.shell_README_md),
            ],
            nextSteps: ["hes-sim conformance run --exec -- ./client.sh"]
        ),
        Skeleton(
            language: "swift",
            files: [
                File("driver.swift", bytes: PackageResources.swift_driver_swift),
                File("README.md", bytes: PackageResources.swift_README_md),
            ],
            nextSteps: [
                "swiftc -swift-version 6 driver.swift -o driver", "hes-sim conformance driver-check -- ./driver",
            ]
        ),
        Skeleton(
            language: "node",
            files: [
                File("driver.mjs", bytes: PackageResources.node_driver_mjs),
                File("listener.mjs", bytes: PackageResources.node_listener_mjs),
                File("README.md", bytes: PackageResources.node_README_md),
            ],
            nextSteps: ["hes-sim conformance driver-check -- node driver.mjs"]
        ),
        Skeleton(
            language: "java",
            files: [
                File("Driver.java", bytes: PackageResources.java_Driver_java),
                File("README.md", bytes: PackageResources.java_README_md),
            ],
            nextSteps: ["hes-sim conformance driver-check -- java -cp '/usr/share/java/*' Driver.java"]
        ),
        Skeleton(
            language: "go",
            files: [
                File("driver.go", bytes: PackageResources.go_driver_go),
                File("listener.go", bytes: PackageResources.go_listener_go),
                File("go.mod", bytes: PackageResources.go_go_mod),
                File("README.md", bytes: PackageResources.go_README_md),
            ],
            nextSteps: ["go mod tidy", "go build -o driver .", "hes-sim conformance driver-check -- ./driver"]
        ),
    ]
}
