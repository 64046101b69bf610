/// What `hes-sim conformance init` writes: the folders of `examples/skeletons`, held equal by a test.
package struct Skeleton: Sendable {
    package struct File: Sendable {
        package let name: String
        package let text: String
        package let isExecutable: Bool

        init(_ name: String, _ text: String, isExecutable: Bool = false) {
            self.name = name
            self.text = text
            self.isExecutable = isExecutable
        }
    }

    /// As `--lang` takes it.
    package let language: String
    package let files: [File]
    /// What comes after `init`, in its folder.
    package let nextSteps: [String]

    package static let all: [Skeleton] = [
        Skeleton(
            language: "python",
            files: [
                File("driver.py", pythonDriverPy), File("requirements.txt", pythonRequirementsTxt),
                File("README.md", pythonReadmeMd),
            ],
            nextSteps: [
                "python3 -m pip install -r requirements.txt",
                "hes-sim conformance driver-check -- python3 driver.py",
            ]
        ),
        Skeleton(
            language: "shell",
            files: [File("client.sh", shellClientSh, isExecutable: true), File("README.md", shellReadmeMd)],
            nextSteps: ["hes-sim conformance run --exec -- ./client.sh"]
        ),
        Skeleton(
            language: "swift",
            files: [File("driver.swift", swiftDriverSwift), File("README.md", swiftReadmeMd)],
            nextSteps: [
                "swiftc -swift-version 6 driver.swift -o driver", "hes-sim conformance driver-check -- ./driver",
            ]
        ),
        Skeleton(
            language: "node",
            files: [
                File("driver.mjs", nodeDriverMjs), File("listener.mjs", nodeListenerMjs),
                File("README.md", nodeReadmeMd),
            ],
            nextSteps: ["hes-sim conformance driver-check -- node driver.mjs"]
        ),
    ]
}
