import HESContract
import JSON

/// What results say of meters that failed, are unknown, or have nothing to tell.
enum ResultForms {
    static let all = [
        Fingerprint("unknownMeter", judge: unknownMeter), Fingerprint("unknownDCU", judge: unknownDCU),
        Fingerprint("failedMeter", judge: failedMeter), Fingerprint("emptyList", judge: emptyList),
        Fingerprint("statusRule", judge: statusRule), Fingerprint("emptyWindow", judge: emptyWindow),
    ]

    /// Results of a read of an unknown number alone, which are one message in every form of results.
    private static func alone(_ talk: Conversation) -> [(push: SeenPush, hasValues: Bool)] {
        talk.steps(labelled: "unknownAlone").flatMap(\.pushes).map { ($0, !$0.devices.isEmpty) }
    }

    @Sendable private static func unknownMeter(_ talk: Conversation) -> [Observation] {
        let pushed = alone(talk).filter { !$0.hasValues }.compactMap { push, _ -> Observation? in
            let seen = "status \(push.status ?? "absent") for a number that no meter has"
            switch push.status {
            case "02": return Observation(["failsInPlan"], seen: seen, at: [push.seq])
            case "00" where push.rows.isEmpty: return Observation(["dropped"], seen: seen, at: [push.seq])
            default: return nil
            }
        }
        return pushed
            + EnvelopeForms.trial(
                "unknownAlone",
                accepted: ["failsInPlan", "dropped"],
                refused: ["rejectsCall"],
                what: "a read of a number that no meter has",
                in: talk
            )
    }

    @Sendable private static func unknownDCU(_ talk: Conversation) -> [Observation] {
        EnvelopeForms.trial(
            "unknownDcu",
            accepted: ["failsInPlan"],
            refused: ["rejectsCall"],
            what: "readArchive of a DCU that there is not",
            in: talk
        )
    }

    /// The row of a meter that failed, of the read of an unknown number of its own.
    @Sendable private static func failedMeter(_ talk: Conversation) -> [Observation] {
        alone(talk).filter { $0.push.status == "02" && !$0.hasValues }.compactMap { push, _ in
            guard let row = push.rows.first else {
                return Observation(["absent"], seen: "no row of a meter that failed", at: [push.seq])
            }
            let channels = row.composite ?? [row.single]
            let seen = "a row of a meter that failed, with \(channels.first?.value?.described ?? "no channel")"
            switch channels.first?.value {
            case nil where channels.isEmpty: return Observation(["emptyChannels"], seen: seen, at: [push.seq])
            case .null?: return Observation(["nullValue"], seen: seen, at: [push.seq])
            case .string("")?: return Observation(["emptyValue"], seen: seen, at: [push.seq])
            case .string("--")?: return Observation(["dashes"], seen: seen, at: [push.seq])
            default: return .unlisted(seen, at: [push.seq])
            }
        }
    }

    @Sendable private static func emptyList(_ talk: Conversation) -> [Observation] {
        talk.steps.filter { $0.endpoint != .addArchive && $0.endpoint != .removeArchive }.flatMap(\.pushes)
            .filter { $0.status == "02" && $0.rows.isEmpty }.map { push in
                switch push.data?.member("list")?.value {
                case nil: Observation(["absent"], seen: "status 02 without list", at: [push.seq])
                case .null?: Observation(["null"], seen: "status 02 with list null", at: [push.seq])
                case .array?: Observation(["array"], seen: "status 02 with list []", at: [push.seq])
                case let other?: .unlisted("status 02 with list \(other.excerpt)", at: [push.seq])
                }
            }
    }

    // MARK: Status

    /// Of results in which some meters have values and the unknown one does not.
    @Sendable private static func statusRule(_ talk: Conversation) -> [Observation] {
        guard alone(talk).contains(where: { $0.push.status == "02" }) else { return [] }
        let forms = Narrowing.left(of: PushForms.partForms, by: PushForms.parts(talk))
        return talk.steps(labelled: "mixed").flatMap { step -> [Observation] in
            let withValues = step.pushes.filter { !$0.devices.isEmpty }
            let known = step.askedDevices.filter { !step.unknown.map(\.deviceKey).contains($0) }
            var found = withValues.compactMap { push -> Observation? in
                let seen = "status \(push.status ?? "") with values of \(push.devices.count.counted("meter"))"
                switch push.status {
                case "01": return Observation(["strict"], seen: seen, at: [push.seq])
                case "02": return Observation(["withData02"], seen: seen, at: [push.seq])
                default: return nil
                }
            }
            let isWhole = Set(withValues.flatMap(\.devices)).isSuperset(of: known)
            // Only where the failed meter's part cannot be a message that was lost.
            let holdsAll = [["single"], ["child"], ["split"], ["subtopics"]].contains(forms)
            if isWhole, holdsAll, !withValues.isEmpty, withValues.allSatisfy({ $0.status == "00" }) {
                let seen = "status 00 although a meter is missing"
                found.append(Observation(["silentGaps"], seen: seen, at: withValues.map(\.seq)))
            }
            return found
        }
    }

    /// A month's freeze asked for on days without one, of a meter that answers other questions.
    @Sendable private static func emptyWindow(_ talk: Conversation) -> [Observation] {
        let steps = talk.steps(labelled: "emptyWindow")
        let pushes = steps.flatMap(\.pushes).filter { $0.devices.isEmpty }
        let isAlive = talk.steps(labelled: "alive").contains { !$0.pushedRows.filter(\.hasValue).isEmpty }
        return pushes.compactMap { push in
            let seen =
                "status \(push.status ?? "absent"), \(push.rows.count.counted("row")) for a window without a freeze"
            switch push.status {
            case "00" where push.rows.isEmpty: return Observation(["success"], seen: seen, at: [push.seq])
            case "00": return Observation(["emptyRow"], seen: seen, at: [push.seq])
            case "02" where isAlive && pushes.count >= 2 && pushes.allSatisfy { $0.status == "02" }:
                return Observation(["failure"], seen: seen, at: [push.seq])
            default: return nil
            }
        }
    }
}
