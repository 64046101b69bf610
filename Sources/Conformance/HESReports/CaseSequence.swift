package import HESConformance
import HESContract
package import HESDrawing
import JSON
import SimulationKernel

/// The messages that the steps of a case ask for, in the document's order, before any client was run.
///
/// Rules are notes where they begin to hold; what they change is not drawn, as it depends on the client. A run's own
/// sequence is in its report.
package struct CaseSequence {
    private let testCase: Case

    package init(_ testCase: Case) {
        self.testCase = testCase
    }

    package var picture: SequencePicture {
        let armed = testCase.world.member("faults")?.value
        let steps = testCase.steps.enumerated().flatMap { index, step in
            [.init(.step, text: "step \(index): \(told(step))")] + rows(step.action)
        }
        return SequencePicture((armed.map(rules) ?? []) + steps, zone: .plusEight)
    }

    package var title: String { "\(testCase.id): \(testCase.title)" }

    private func told(_ step: Step) -> String {
        if step.isFence { return "fence (known-good exchange, not judged)" }
        guard case .object(let members) = step.source else { return "" }
        return members.map { "\($0.key) \($0.node.value.word)" }.joined(separator: ", ")
    }

    private func rows(_ action: Step.Action) -> [SequencePicture.Row] {
        switch action {
        case .operation(let name, let arguments): exchange(name, arguments: arguments)
        case .together(let operations): operations.flatMap { exchange($0.name, arguments: $0.arguments) }
        case .faults(let list): rules(list)
        case .disarm(let id): [.init(.note(on: .headEnd), text: "fault \(id) ends")]
        case .revoke: [.init(.note(on: .headEnd), text: "every token is revoked")]
        case .restart: [.init(.note(on: .client), text: "killed and started again")]
        case .fence: exchange(.read, arguments: ["kind": "single"])
        case .advance, .clockAdvance: []
        }
    }

    private func rules(_ value: JSONValue) -> [SequencePicture.Row] {
        let list: [JSONValue] = if case .array(let nodes) = value { nodes.map(\.value) } else { [value] }
        return list.map { rule in
            let type = rule.member("effect")?.value.member("type")?.value.string ?? "?"
            return .init(.note(on: .headEnd), text: "fault \(type) (\(rule.member("id")?.value.string ?? "?"))")
        }
    }

    /// §4.1 of the document: the call, its answer, and for a plan the subscription and the push.
    private func exchange(_ name: OperationName, arguments: JSONValue) -> [SequencePicture.Row] {
        guard let endpoint = endpoint(of: name, arguments: arguments) else {
            return [.init(.note(on: .client), text: "\(name.rawValue): the client's own calls")]
        }
        let call = SequencePicture.Row(
            .arrow(from: .client, to: .headEnd, isReply: false),
            text: "POST \(endpoint.path)"
        )
        let told =
            endpoint.makesPlan ? "code 200, planId P" : endpoint == .getToken ? "code 200, token" : "code 200, rows"
        let answer = SequencePicture.Row(.arrow(from: .headEnd, to: .client, isReply: true), text: told)
        guard endpoint.makesPlan else { return [call, answer] }
        let subscription = SequencePicture.Row(
            .arrow(from: .client, to: .broker, isReply: false),
            text: "SUBSCRIBE to the topic of P, or earlier to all topics of the tenant"
        )
        return [call, answer, subscription, .init(.push(isDelivered: true), text: "PUBLISH the result of P")]
    }

    /// Nil for an operation for which the client chooses its calls.
    private func endpoint(of name: OperationName, arguments: JSONValue) -> Endpoint? {
        let isSingle = arguments.member("kind")?.value.string == "single"
        return switch name {
        case .read: isSingle ? .readSingle : .readFrozen
        case .history: isSingle ? .historySingle : .historyFrozen
        case .relay: .relay
        case .archiveRead: .readArchive
        case .archiveAdd: .addArchive
        case .archiveRemove: .removeArchive
        case .login: .getToken
        case .collect, .rows, .clockAdvance: nil
        }
    }
}

extension JSONValue {
    /// A string without its quotes, other values as JSON.
    var word: String {
        if let string { return string }
        var writer = JSONWriter()
        writer.node(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
