import HESContract
import JSON

/// Members of the body have the JSON type that the document gives them: `integers` and `strings` name them.
struct MemberTypes: Check {
    static let type = "memberTypes"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let integers: [String]
    private let strings: [String]

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        integers = reader.optionalStrings("integers") ?? []
        strings = reader.optionalStrings("strings") ?? []
        if integers.isEmpty, strings.isEmpty {
            reader.place.problems.add(reader.place.pointer, expected: "'integers' or 'strings'", found: "neither")
        }
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "\(scope.words) with \(words)" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        scope.judgeEach(evidence) { request in
            for name in integers where request.field(name)?.integer == nil {
                return "'\(name)' is \(request.field(name)?.excerpt ?? "absent")"
            }
            for name in strings where request.field(name)?.string == nil {
                return "'\(name)' is \(request.field(name)?.excerpt ?? "absent")"
            }
            return nil
        }
    }

    private var words: String {
        let parts = [("integers", integers), ("strings", strings)].filter { !$0.1.isEmpty }
        return parts.map { "\($0.1.joined(separator: ", ")) as \($0.0)" }.joined(separator: " and ")
    }
}
