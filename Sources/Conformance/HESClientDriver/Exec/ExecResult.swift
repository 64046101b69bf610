import HESContract
import JSON

/// What the end of an operation's process means (§1): 0 done, 1 failed, 89 unsupported, 90 the wrapper is broken.
enum ExecResult {
    /// The answer as a driver would have given it.
    case answer(JSONValue)
    case failure(SessionFailure)

    /// `written` is the content of HES_RESULT_FILE; nil if the process wrote no such file.
    init(_ outcome: ExecProcess.Outcome, written: [UInt8]?, re: Int) {
        switch outcome.end {
        case .status(0): self = Self.read(outcome, written: written, isFailed: false, re: re)
        case .status(1): self = Self.read(outcome, written: written, isFailed: true, re: re)
        case .status(89): self = .answer(.members([("type", "unsupported"), ("re", .number("\(re)"))]))
        case .status(90): self = .failure(.breach("exit status 90: the wrapper itself is broken; see its stderr"))
        case .status, .signal: self = .failure(.ended(outcome.end))
        }
    }

    /// The result: HES_RESULT_FILE or, if that is blank or absent, the last line of stdout that is not blank.
    static func source(of outcome: ExecProcess.Outcome, written: [UInt8]?) -> (bytes: [UInt8], name: String)? {
        if let written, !isBlank(written) { return (written, "HES_RESULT_FILE") }
        return outcome.lines.last { !isBlank($0) }.map { ($0, "the last line of stdout") }
    }

    private static func isBlank(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    }

    private static func read(
        _ outcome: ExecProcess.Outcome,
        written: [UInt8]?,
        isFailed: Bool,
        re: Int
    ) -> ExecResult {
        guard let source = source(of: outcome, written: written) else {
            let what = "exit status 0 without a result: neither HES_RESULT_FILE nor the last line of stdout has one"
            return isFailed ? .answer(done([], outcome: "failed", re: re)) : .failure(.breach(what))
        }
        guard source.bytes.count <= DriverConversation.maximumLineBytes else {
            return .failure(.breach("\(source.name) has more than 1 MiB"))
        }
        guard let value = (try? JSONParser.parse(source.bytes))?.value, case .object(let members) = value else {
            if isFailed { return .answer(done([], outcome: "failed", re: re)) }
            let excerpt = JSONValue.string(String(decoding: source.bytes.prefix(200), as: UTF8.self)).excerpt
            return .failure(.breach("\(source.name) is no JSON object: \(excerpt)"))
        }
        if isFailed, value.member("outcome")?.value.string == "ok" {
            return .failure(.breach("exit status 1, but \(source.name) says the outcome is ok"))
        }
        return .answer(done(members, outcome: isFailed ? "failed" : "ok", re: re))
    }

    /// Takes `outcome` from the result, or from the exit status if the result has none.
    private static func done(_ members: [JSONMember], outcome: String, re: Int) -> JSONValue {
        var all: [(String, JSONValue)] = [("type", "op.done"), ("re", .number("\(re)"))]
        if !members.contains(where: { $0.key == "outcome" }) { all.append(("outcome", .string(outcome))) }
        return .members(all + members.filter { !["type", "re"].contains($0.key) }.map { ($0.key, $0.node.value) })
    }
}
