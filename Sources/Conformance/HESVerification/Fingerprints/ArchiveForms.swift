import HESContract
import JSON

/// What changes of archives show; they need leave to write.
enum ArchiveForms {
    static let all = [
        Fingerprint("archiveForm", judge: archiveForm), Fingerprint("addUnknown", judge: addUnknown),
        Fingerprint("addElsewhere", judge: addElsewhere),
    ]

    @Sendable private static func archiveForm(_ talk: Conversation) -> [Observation] {
        EnvelopeForms.trial(
            "removeObject",
            accepted: ["either", "objects"],
            refused: ["strings"],
            what: "removeArchive with objects",
            in: talk
        )
            + EnvelopeForms.trial(
                "removeText",
                accepted: ["either", "strings"],
                refused: ["objects"],
                what: "removeArchive with strings",
                in: talk
            )
    }

    @Sendable private static func addUnknown(_ talk: Conversation) -> [Observation] {
        added("addStrange", done: "installs", what: "installing a number that no meter has", in: talk)
    }

    @Sendable private static func addElsewhere(_ talk: Conversation) -> [Observation] {
        added("addElsewhere", done: "moves", what: "installing a meter of another DCU", in: talk)
    }

    private static func added(_ label: String, done: String, what: String, in talk: Conversation) -> [Observation] {
        let pushed = talk.steps(labelled: label).flatMap(\.pushes).compactMap { push -> Observation? in
            let seen = "\(what): status \(push.status ?? "absent")"
            switch push.status {
            case "00": return Observation([done], seen: seen, at: [push.seq])
            case "02": return Observation(["fails"], seen: seen, at: [push.seq])
            default: return nil
            }
        }
        return pushed
            + EnvelopeForms.trial(label, accepted: [done, "fails"], refused: ["rejectsCall"], what: what, in: talk)
    }
}
