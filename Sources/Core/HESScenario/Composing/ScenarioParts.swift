import JSON

/// Where a document finds the parts that it names with `include` and `recipe`.
package struct ScenarioParts: Sendable {
    package struct Part: Sendable {
        /// As diagnostics name it; two parts of one name are one file.
        package let file: String
        package let bytes: [UInt8]

        package init(file: String, bytes: [UInt8]) {
            self.file = file
            self.bytes = bytes
        }
    }

    /// Why a part is not there.
    package struct Refusal: Error {
        package let expected: String
        package let hint: String?

        package init(expected: String, hint: String? = nil) {
            self.expected = expected
            self.hint = hint
        }
    }

    /// The part `name` as the file `file` means it.
    let find: @Sendable (_ name: String, _ file: String) -> Result<Part, Refusal>

    package init(find: @escaping @Sendable (_ name: String, _ file: String) -> Result<Part, Refusal>) {
        self.find = find
    }

    /// The shipped scenarios alone: for documents that come over the network or standard input.
    package static let shipped = ScenarioParts { name, _ in
        if let part = shippedPart(name) { return .success(part) }
        let isPath = name.contains("/") || name.hasSuffix(".json") || name.hasSuffix(".jsonl")
        let rule = "a request and standard input take no files of this machine"
        return .failure(
            Refusal(
                expected: "the name of a shipped scenario",
                hint: suggestion(for: name) ?? (isPath ? rule : listHint)
            )
        )
    }

    package static let listHint = "'hes-sim scenario list' names them"

    /// Every shipped scenario, by file name.
    package static let shippedFiles: [(name: String, bytes: [UInt8])] = EmbeddedFiles.all

    package static let shippedNames = shippedFiles.map { String($0.name.dropLast(5)) }

    /// The tenant of a document that has none: that of the shipped demo, without code and users.
    static let defaultTenant: JSONNode = {
        let demo = shippedPart("demo").flatMap { try? JSONParser.parse($0.bytes).value }
        guard case .array(let tenants) = demo?.member("tenants")?.value, let first = tenants.first else {
            return JSONNode(offset: 0, value: [:])
        }
        return JSONNode(offset: 0, value: first.value.removing("tenantCode").removing("users"))
    }()

    /// A did-you-mean among the shipped scenarios; nil if none is near.
    package static func suggestion(for name: String) -> String? { Suggestion.hint(for: name, among: shippedNames) }

    /// The shipped scenario of this name, with or without `.json`; nil if there is none.
    package static func shippedPart(_ name: String) -> Part? {
        let file = name.hasSuffix(".json") ? name : name + ".json"
        return shippedFiles.first { $0.name == file }.map { Part(file: "scenarios/\(file)", bytes: $0.bytes) }
    }
}
