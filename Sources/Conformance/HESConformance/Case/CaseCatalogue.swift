/// Every file of the folder `Cases`; ids are permanent, and a version freezes a set of requirements.
package enum CaseCatalogue {
    /// Subjects of cases, in the order of the catalogue; other subjects follow by name.
    private static let subjects = ["TOKEN", "FORM", "ENV", "HIST", "PUSH", "READ", "COLL", "RELAY", "ARCH", "TRUTH"]

    /// In the order of the catalogue, without the canary: a file for each case, and one more for each older form of it.
    package static let files: [(name: String, bytes: [UInt8])] = EmbeddedFiles.all
        .map { (name: String($0.name.dropLast(".json".count)), bytes: $0.bytes) }
        .filter { $0.name != canaryFile.name }
        .sorted { (place($0.name), $0.name) < (place($1.name), $1.name) }

    private static func place(_ name: String) -> Int {
        subjects.firstIndex { name.hasPrefix($0 + "-") } ?? subjects.endIndex
    }

    /// The case that runs first, after every restart and last; it is not counted.
    package static let canaryFile = (name: "CANARY-01", bytes: PackageResources.CANARY_01_json)

    /// The cases of one version.
    ///
    /// - Throws: `CaseProblems` for a file that is wrong, which a test rules out.
    package static func load(_ version: CatalogueVersion = .latest) throws(CaseProblems) -> [Case] {
        try loadForms().filter { $0.isPart(of: version) }
    }

    /// Every form of every case, of all versions.
    ///
    /// - Throws: as ``load(_:)``.
    package static func loadForms() throws(CaseProblems) -> [Case] {
        var cases: [Case] = []
        for file in files {
            let testCase = try CaseLoader.load(file.bytes, file: "\(file.name).json")
            guard testCase.fileName == file.name else {
                throw CaseProblems([
                    CaseProblem(
                        file: "\(file.name).json",
                        pointer: "/id",
                        expected: "an id and an 'until' that make the name of the file",
                        found: "'\(testCase.fileName)'"
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
