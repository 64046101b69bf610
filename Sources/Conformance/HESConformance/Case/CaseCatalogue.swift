/// Every case, a line each; ids are permanent, and a version freezes a set of requirements.
package enum CaseCatalogue {
    package static let version = "2026.1"

    /// Files of ``all``, by name.
    package static let files: [(name: String, bytes: [UInt8])] = [
        ("TOKEN-01", PackageResources.TOKEN_01_json),
        ("TOKEN-02", PackageResources.TOKEN_02_json),
        ("TOKEN-03", PackageResources.TOKEN_03_json),
        ("TOKEN-04", PackageResources.TOKEN_04_json),
        ("TOKEN-05", PackageResources.TOKEN_05_json),
        ("TOKEN-10", PackageResources.TOKEN_10_json),
        ("FORM-01", PackageResources.FORM_01_json),
        ("FORM-02", PackageResources.FORM_02_json),
        ("FORM-03", PackageResources.FORM_03_json),
        ("FORM-04", PackageResources.FORM_04_json),
        ("FORM-05", PackageResources.FORM_05_json),
        ("FORM-07", PackageResources.FORM_07_json),
        ("ENV-01", PackageResources.ENV_01_json),
        ("HIST-01", PackageResources.HIST_01_json),
        ("HIST-06", PackageResources.HIST_06_json),
        ("HIST-07", PackageResources.HIST_07_json),
        ("PUSH-01", PackageResources.PUSH_01_json),
        ("PUSH-02", PackageResources.PUSH_02_json),
        ("PUSH-03", PackageResources.PUSH_03_json),
        ("PUSH-05", PackageResources.PUSH_05_json),
        ("PUSH-06", PackageResources.PUSH_06_json),
        ("PUSH-11", PackageResources.PUSH_11_json),
        ("PUSH-17", PackageResources.PUSH_17_json),
        ("READ-01", PackageResources.READ_01_json),
        ("READ-02", PackageResources.READ_02_json),
        ("READ-03", PackageResources.READ_03_json),
        ("READ-09", PackageResources.READ_09_json),
        ("COLL-01", PackageResources.COLL_01_json),
        ("COLL-02", PackageResources.COLL_02_json),
        ("COLL-03", PackageResources.COLL_03_json),
        ("COLL-05", PackageResources.COLL_05_json),
        ("RELAY-01", PackageResources.RELAY_01_json),
        ("RELAY-02", PackageResources.RELAY_02_json),
        ("RELAY-03", PackageResources.RELAY_03_json),
        ("RELAY-04", PackageResources.RELAY_04_json),
        ("RELAY-09", PackageResources.RELAY_09_json),
        ("ARCH-01", PackageResources.ARCH_01_json),
        ("ARCH-06", PackageResources.ARCH_06_json),
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
