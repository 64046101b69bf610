/// Every file of the folder `Cases`; ids are permanent, and a version freezes a set of requirements.
package enum CaseCatalogue {
    package static let version = "2026.1"

    /// Subjects of cases, in the order of the catalogue; other subjects follow by name.
    private static let subjects = ["TOKEN", "FORM", "ENV", "HIST", "PUSH", "READ", "COLL", "RELAY", "ARCH"]

    /// In the order of the catalogue, without the canary.
    package static let files: [(name: String, bytes: [UInt8])] = CaseFiles.all
        .filter { $0.name != canaryFile.name }
        .sorted { (place($0.name), $0.name) < (place($1.name), $1.name) }

    private static func place(_ name: String) -> Int {
        subjects.firstIndex { name.hasPrefix($0 + "-") } ?? subjects.endIndex
    }

    /// The case that runs first, after every restart and last; it is not counted.
    package static let canaryFile = (name: "CANARY-01", bytes: PackageResources.CANARY_01_json)

    /// - Throws: `CaseProblems` for a file that is wrong, which a test rules out.
    package static func load() throws(CaseProblems) -> [Case] {
        var cases: [Case] = []
        for file in files {
            let testCase = try CaseLoader.load(file.bytes, file: "\(file.name).json")
            guard testCase.id == file.name else {
                let found = "\"\(testCase.id)\""
                throw CaseProblems([
                    CaseProblem(
                        file: "\(file.name).json",
                        pointer: "/id",
                        expected: "the name of the file",
                        found: found
                    )
                ])
            }
            cases.append(testCase)
        }
        return cases
    }

    /// - Throws: `CaseProblems` if its file is wrong, which a test rules out.
    package static func loadCanary() throws(CaseProblems) -> Case {
        try CaseLoader.load(canaryFile.bytes, file: "\(canaryFile.name).json")
    }
}
