import HESContract
import HESDrawing
import HESSimulation

/// What one entry of the journal is in a plan's sequence.
struct PlanRow {
    let mark: SequencePicture.Row.Mark
    let text: String
    var isTrouble = false
    /// Whether it is the HTTP answer, which may leave later than its entry.
    var isAnswer = false

    /// A call is two rows; what the sequence leaves out is none.
    ///
    /// `isHeard` if a push has a subscriber.
    static func story(of kind: JournalEntry.Kind, isHeard: Bool) -> [Self] {
        switch kind {
        case .http(let note): call(note)
        case .plan(_, _, let phase):
            [Self(mark: .note(on: .headEnd), text: "plan \(phase.rawValue)", isTrouble: phase == .failed)]
        case .push(let note):
            [
                Self(
                    mark: .push(isDelivered: isHeard),
                    text:
                        "PUBLISH \(note.topic), status \(note.status.rawValue)\(isHeard ? "" : ", no subscriber seen")"
                )
            ]
        case .pushFailed(_, _, let reason):
            [Self(mark: .note(on: .headEnd), text: "push failed: \(reason)", isTrouble: true)]
        case .puback: [Self(mark: .arrow(from: .broker, to: .headEnd, isReply: true), text: "PUBACK")]
        case .fault(let note):
            [Self(mark: .note(on: .headEnd), text: "fault \(note.type) (\(note.rule))", isTrouble: true)]
        case .field(let event, let devAddr, let dcuNo):
            [Self(mark: .note(on: .headEnd), text: "field: \(event) \(devAddr ?? dcuNo ?? "")")]
        case .clock(let remark): [Self(mark: .step, text: "clock: \(remark.text)")]
        case .broker(let remark): [Self(mark: .note(on: .broker), text: remark.text)]
        case .client(let note): [client(note)]
        case .token, .tokenRevoked: []
        }
    }

    private static func call(_ note: JournalEntry.HTTPNote) -> [Self] {
        let user = note.user.map { " (\($0))" } ?? ""
        let asked = Self(
            mark: .arrow(from: .client, to: .headEnd, isReply: false),
            text: "\(note.method) \(note.path)\(user)"
        )
        guard let status = note.status else {
            return [asked, Self(mark: .note(on: .headEnd), text: "no answer leaves", isTrouble: true)]
        }
        let planID = note.planID.map { ", planId \($0)" } ?? ""
        let answered = Self(
            mark: .arrow(from: .headEnd, to: .client, isReply: true),
            text: "HTTP \(status), code \(note.code)\(planID)",
            isTrouble: note.code != 200,
            isAnswer: true
        )
        return [asked, answered]
    }

    private static func client(_ note: JournalEntry.ClientNote) -> Self {
        switch note.event {
        case .subscribe:
            Self(
                mark: .arrow(from: .client, to: .broker, isReply: false),
                text: "SUBSCRIBE \(note.topics.joined(separator: " ")) (\(note.clientID))"
            )
        case .connect:
            Self(mark: .arrow(from: .client, to: .broker, isReply: false), text: "CONNECT (\(note.clientID))")
        case .disconnect:
            Self(
                mark: .arrow(from: .client, to: .broker, isReply: true),
                text: "DISCONNECT (\(note.clientID), \(note.reason?.rawValue ?? ""))"
            )
        }
    }
}
