import HESContract
import JSON
import SimulationKernel

/// What values look like, and what they are.
enum ValueForms {
    static let all = [
        Fingerprint("powerUnit", judge: powerUnit), Fingerprint("energyStep", judge: energyStep),
        Fingerprint("decimals", judge: decimals), Fingerprint("demand", judge: demand),
        Fingerprint("phase", judge: phase),
    ]

    private static let energies: Set = ["5069", "5074", "5084", "5089"]
    private static let kilo: Set = ["kW", "kvar", "kVA"]
    private static let base: Set = ["W", "var", "VA"]

    @Sendable private static func powerUnit(_ talk: Conversation) -> [Observation] {
        RowForms.samples(talk).flatMap { row, seq in
            row.channels.compactMap { channel in
                guard let unit = channel.unit, channel.digits != nil else { return nil }
                if kilo.contains(unit) { return Observation(["kilo"], seen: "power in \(unit)", at: [seq]) }
                return base.contains(unit) ? Observation(["base"], seen: "power in \(unit)", at: [seq]) : nil
            }
        }
    }

    /// Values of registers in daily rows and the load profile, each once.
    private static func energyTexts(_ talk: Conversation) -> [String] {
        let rows = ["daily", "profile"].flatMap { talk.rows(of: $0) }
        let texts = rows.flatMap(\.channels).filter { energies.contains($0.cgcode ?? "") }.compactMap(\.digits)
        return unique(texts).filter { $0.contains { ("1"..."9").contains($0) } }
    }

    private static func proof(_ talk: Conversation) -> [Int] { talk.accepted("daily").prefix(1).map(\.seq) }

    @Sendable private static func energyStep(_ talk: Conversation) -> [Observation] {
        let texts = energyTexts(talk)
        if let fine = texts.first(where: { thirdPlace(of: $0) != "0" }) {
            return [Observation(["0.001"], seen: "an energy of \(fine)", at: proof(talk))]
        }
        // By chance once in a hundred million.
        guard texts.count >= 8 else { return [] }
        return [Observation(["0.01"], seen: "\(texts.count) energies without thousandths", at: proof(talk))]
    }

    private static func thirdPlace(of digits: String) -> Character {
        digits.split(separator: ".").dropFirst().first?.dropFirst(2).first ?? "0"
    }

    @Sendable private static func decimals(_ talk: Conversation) -> [Observation] {
        let texts = energyTexts(talk)
        var found: [Observation] = []
        let places = texts.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }
        if let zero = texts.first(where: { $0.contains(".") && $0.hasSuffix("0") }) {
            found.append(Observation(["perItem", "three"], seen: "an energy of \(zero)", at: proof(talk)))
        } else if texts.count >= 8, Set(places).count > 1 {
            let seen = "\(texts.count) energies, none of which ends in a zero"
            found.append(Observation(["stripped"], seen: seen, at: proof(talk)))
        }
        return found + voltages(talk)
    }

    /// Voltages have one digit by item.
    private static func voltages(_ talk: Conversation) -> [Observation] {
        let steps = talk.steps.filter { ["voltageA", "readVoltageA"].contains($0.label) }
        return steps.flatMap { step -> [Observation] in
            let rows = (step.accepted?.rows ?? []) + step.pushedRows
            let seq = step.pushes.first?.seq ?? step.accepted?.seq ?? step.seq
            return rows.compactMap { row in
                guard let digits = row.single.digits, let places = row.single.places else { return nil }
                let seen = "a voltage of \(digits)"
                switch places {
                case 0: return Observation(["stripped"], seen: seen, at: [seq])
                case 1:
                    let isZero = digits.hasSuffix("0")
                    return Observation(isZero ? ["perItem"] : ["perItem", "stripped"], seen: seen, at: [seq])
                case 3: return Observation(["three"], seen: seen, at: [seq])
                default: return .unlisted(seen, at: [seq])
                }
            }
        }
    }

    // MARK: Demand

    /// Maximum demand from day to day within a month, without the days beside the month's ends, whose labels differ.
    @Sendable private static func demand(_ talk: Conversation) -> [Observation] {
        guard let exchange = talk.accepted("daily").first, let zone = talk.zone else { return [] }
        var (rising, equal, falling) = (0, 0, 0)
        for device in unique(exchange.rows.map(\.device)) {
            for (one, two) in pairs(of: exchange.rows.filter { $0.device == device }, in: zone) {
                if two < one { falling += 1 } else if two == one, one > 0 { equal += 1 } else { rising += 1 }
            }
        }
        if falling > 0 {
            let seen = "maximum demand falls \(falling) times within a month"
            return [Observation(["day"], seen: seen, at: [exchange.seq])]
        }
        guard equal >= 4, equal + rising >= 10 else { return [] }
        let seen = "maximum demand rises or stays over \(equal + rising) days within a month"
        return [Observation(["month"], seen: seen, at: [exchange.seq])]
    }

    private static func pairs(of rows: [SeenRow], in zone: WorldZone) -> [(Double, Double)] {
        let days = rows.compactMap { row -> (stamp: Int64, date: CivilDate, value: Double)? in
            guard let stamp = row.stamp, let value = row.value(of: "5099").flatMap({ Double($0) }) else { return nil }
            // Stamps may be a minute before midnight.
            return (stamp, zone.date(at: SimulatedInstant(milliseconds: stamp + 90_000)), value)
        }.sorted { $0.stamp < $1.stamp }
        return zip(days, days.dropFirst()).compactMap { one, two in
            let (first, second) = (one.date.yearMonthDay, two.date.yearMonthDay)
            let isWithin = first.month == second.month && first.day > 2 && second.day < 28
            return isWithin && two.date.dayNumber == one.date.dayNumber + 1 ? (one.value, two.value) : nil
        }
    }

    // MARK: Phases

    /// Phase B of meters that have a voltage of phase A.
    @Sendable private static func phase(_ talk: Conversation) -> [Observation] {
        byHistory(talk) + byReading(talk)
    }

    private static func byHistory(_ talk: Conversation) -> [Observation] {
        guard let other = talk.accepted("voltageB").last else { return [] }
        return unique(talk.rows(of: "voltageA").map(\.device)).compactMap { device in
            judged(other.rows.filter { $0.device == device }, isMissingPossible: true, of: device, at: other.seq)
        }
    }

    private static func byReading(_ talk: Conversation) -> [Observation] {
        guard let one = talk.steps(labelled: "readVoltageA").last, let two = talk.steps(labelled: "readVoltageB").last,
            let push = two.pushes.last
        else { return [] }
        let devices = unique(one.pushedRows.filter(\.hasValue).map(\.device))
        let values = two.pushedRows.filter(\.hasValue)
        if two.status == "02", values.isEmpty, Set(devices).isSuperset(of: two.askedDevices) {
            let seen = "status 02 for phase B of meters that have a voltage of phase A"
            return [Observation(["fails"], seen: seen, at: [push.seq])]
        }
        // A meter that is missing from one of several messages may be in one that comes later.
        let forms = Narrowing.left(of: PushForms.partForms, by: PushForms.parts(talk))
        let isWhole = [["single"], ["child"]].contains(forms) && two.status != "00"
        return devices.compactMap { device in
            judged(values.filter { $0.device == device }, isMissingPossible: isWhole, of: device, at: push.seq)
        }
    }

    private static func judged(
        _ rows: [SeenRow],
        isMissingPossible: Bool,
        of device: String,
        at seq: Int
    ) -> Observation? {
        let values = rows.compactMap(\.single.digits)
        if values.isEmpty {
            guard isMissingPossible else { return nil }
            return Observation(["fails"], seen: "meter \(device) has a voltage of phase A and none of B", at: [seq])
        }
        let isZero = values.allSatisfy { !$0.contains { ("1"..."9").contains($0) } }
        return isZero ? Observation(["zero"], seen: "meter \(device) has \(values[0]) V on phase B", at: [seq]) : nil
    }
}

extension SeenStep {
    /// The status that all messages of the result have; nil if they differ.
    var status: String? {
        let all = unique(pushes.compactMap(\.status))
        return all.count == 1 ? all[0] : nil
    }
}
