import HESContract
import HESSimulation
import SimulationKernel

extension FaultKind {
    static let pushSplit = FaultKind(
        "pushSplit",
        layer: .push,
        summary: "the result comes in parts, each with its own status",
        parameters: Parameter("parts", as: .integer(2...100), default: 2, summary: ""),
        Parameter("subtopics", as: .flag, default: false, summary: "on /1, /2, … below the topic")
    ) { parts, usesSubtopics in .push(PushSplit(parts: parts, usesSubtopics: usesSubtopics)) }
}

/// Splits by meters when the plan has one for each part, else by rows.
private struct PushSplit: PushEffect {
    let parts: Int
    let usesSubtopics: Bool

    func change(_ messages: inout [PushMessage], of plan: PushedPlan) {
        messages = messages.prefix(PushMessage.most(times: parts)).flatMap { message in
            (0..<parts).map { number in
                var part = message
                if usesSubtopics { part.topic = Dialect.subtopic(ofPart: number, below: message.topic) }
                divide(&part, number: number, of: plan)
                return part
            }
        }
    }

    private func divide(_ message: inout PushMessage, number: Int, of plan: PushedPlan) {
        let count = parts
        let part = PushMessage.Part(index: number, of: count)
        message.splits.append(part)
        if plan.meterCount >= count {
            message.parts.append(part)
        } else {
            message.edits.append { $0.keepRows(ofPart: number, of: count) }
        }
    }
}
