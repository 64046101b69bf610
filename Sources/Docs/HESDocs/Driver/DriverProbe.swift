import HESClientDriver
import JSON

/// Asks the codec what it demands of a member: by a wrong value, and by its absence.
struct DriverProbe {
    private let sample: DriverSample

    init(_ sample: DriverSample) {
        self.sample = sample
    }

    /// In the codec's own words, such as `an integer, optional`.
    func type(at path: String) -> String {
        let steps = path.replacing("[]", with: ".0").split(separator: ".").map(String.init)
        let word = demand(of: changed(steps, to: "?")).flatMap { $0.hasPrefix("one of") ? $0 : nil }
        let type = word ?? demand(of: changed(steps, to: .number("1.5"))) ?? "not checked"
        let isRequired = complaint(about: changed(steps, to: nil)) != nil
        return isRequired ? type : "\(type), optional"
    }

    /// What must stand there instead; nil if the message is accepted.
    private func demand(of json: JSONValue) -> String? {
        guard let complaint = complaint(about: json), let must = complaint.firstRange(of: "must be ") else {
            return nil
        }
        return String(complaint[must.upperBound...])
    }

    private func complaint(about json: JSONValue) -> String? {
        var writer = JSONWriter()
        writer.node(json)
        switch DriverLine(writer.bytes) {
        case .noise: return "is no message"
        case .broken(let complaint, _): return complaint.what
        case .message(let message):
            do {
                _ = try DriverAnswer(message, to: sample.request)
                return nil
            } catch {
                return error.what
            }
        }
    }

    private func changed(_ steps: [String], to value: JSONValue?) -> JSONValue {
        Self.changed(sample.json, at: steps[...], to: value) ?? .null
    }

    private static func changed(_ json: JSONValue, at steps: ArraySlice<String>, to value: JSONValue?) -> JSONValue? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch json {
        case .object(let members):
            return .members(
                members.compactMap { member in
                    guard member.key == step else { return (member.key, member.node.value) }
                    return changed(member.node.value, at: rest, to: value).map { (member.key, $0) }
                }
            )
        case .array(let nodes):
            return .array(
                nodes.enumerated().compactMap { index, node in
                    guard String(index) == step else { return node }
                    return changed(node.value, at: rest, to: value).map { JSONNode(offset: node.offset, value: $0) }
                }
            )
        default: return json
        }
    }
}
