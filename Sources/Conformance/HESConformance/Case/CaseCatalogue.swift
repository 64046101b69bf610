/// Every case, a line each; ids are permanent, and a version freezes a set of requirements.
package enum CaseCatalogue {
    package static let version = "2026.1"

    /// Files of ``all``, by name.
    package static let files: [(name: String, bytes: [UInt8])] = [
        ("TOKEN-01", PackageResources.TOKEN_01_json),
        ("TOKEN-02", PackageResources.TOKEN_02_json),
        ("TOKEN-03", PackageResources.TOKEN_03_json),
        ("FORM-01", PackageResources.FORM_01_json),
        ("ENV-01", PackageResources.ENV_01_json),
    ]

    /// What runs first, after every restart and last; it is not counted.
    package static let canaryFile = (name: "CANARY-01", bytes: PackageResources.CANARY_01_json)

    /// - Throws: `CaseProblems` where a file is wrong, which a test rules out.
    package static func load() throws(CaseProblems) -> [Case] {
        var cases: [Case] = []
        for file in files {
            let testCase = try CaseLoader.load(file.bytes, file: "\(file.name).json")
            try check(testCase, file.name, among: cases)
            cases.append(testCase)
        }
        return cases
    }

    package static func loadCanary() throws(CaseProblems) -> Case {
        try CaseLoader.load(canaryFile.bytes, file: "\(canaryFile.name).json")
    }

    private static func check(_ testCase: Case, _ name: String, among cases: [Case]) throws(CaseProblems) {
        let file = "\(name).json"
        if testCase.id != name {
            throw CaseProblems([
                CaseProblem(file: file, pointer: "/id", expected: "the name of the file", found: "\"\(testCase.id)\"")
            ])
        }
        if cases.contains(where: { $0.id == testCase.id }) {
            throw CaseProblems([
                CaseProblem(file: file, pointer: "/id", expected: "an id of its own", found: "\"\(testCase.id)\" again")
            ])
        }
    }
}
