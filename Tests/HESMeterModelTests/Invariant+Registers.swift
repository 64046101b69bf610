import HESMeterModel
import SimulationKernel

extension Invariant {
    /// Exactly for the means of the load profile, and within the rounding of 60 readings for the minutes of an hour.
    func integrals(_ witness: Witness, _ subject: Case) -> [String] {
        profileIntegrals(witness, subject) + minuteIntegrals(witness, subject)
    }

    private func profileIntegrals(_ witness: Witness, _ subject: Case) -> [String] {
        let stamps = subject.stamps(of: subject.zone.date(at: subject.instant))
        let powers = stamps.map { witness.profile(.activePower(nil), $0) }
        let (start, end) = (subject.midnight, stamps[stamps.count - 1])
        return difference(
            "import of the day",
            4 * rise(witness, .activeImport, start, end),
            powers.reduce(0) { $0 + max($1, 0) }
        )
            + difference(
                "export of the day",
                4 * rise(witness, .activeExport, start, end),
                powers.reduce(0) { $0 + max(-$1, 0) }
            )
    }

    private func minuteIntegrals(_ witness: Witness, _ subject: Case) -> [String] {
        let powers = (0..<60).map { witness.value(.activePower(nil), subject.stamp + .minutes($0)) }
        let end = subject.stamp + .hours(1)
        return difference(
            "import of the hour",
            Double(rise(witness, .activeImport, subject.stamp, end)),
            Double(powers.reduce(0) { $0 + max($1, 0) }) / 60,
            within: 0.5
        )
            + difference(
                "export of the hour",
                Double(rise(witness, .activeExport, subject.stamp, end)),
                Double(powers.reduce(0) { $0 + max(-$1, 0) }) / 60,
                within: 0.5
            )
    }

    func falls(_ witness: Witness, _ subject: Case) -> [String] {
        let steps: [Int64] = [1, 40, 700, 9000, 61_000, 400_000, 900_000, 5_000_000, 86_400_000, 3_000_000_000]
        return EnergyRegister.allCases.flatMap { register in
            var last = witness.value(.energy(register), subject.instant)
            var instant = subject.instant
            return (0..<30).flatMap { index -> [String] in
                instant = instant + .milliseconds(steps[index % steps.count])
                let value = witness.value(.energy(register), instant)
                defer { last = value }
                return value >= last ? [] : ["\(register) falls from \(last) to \(value) at \(instant)"]
            }
        }
    }

    func rows(_ witness: Witness, _ subject: Case) -> [String] {
        let month = subject.zone.startOfDay(subject.zone.date(at: subject.instant).firstOfMonth())
        return [subject.midnight, month].flatMap { instant in
            EnergyRegister.allCases.flatMap { register in
                difference(
                    "daily row and profile",
                    witness.frozen(.energy(register), instant),
                    witness.profile(.energy(register), instant)
                )
            }
        }
    }

    func repetitions(_ witness: Witness, _ subject: Case) -> [String] {
        let questions: [Quantity] = [
            .energy(.activeImport), .activePower(nil), .current(.a), .voltage(.b), .maximumActiveDemand(tariff: 2),
        ]
        let answers = questions.map { witness.value($0, subject.instant) }
        let again = Array(questions.reversed().map { witness.value($0, subject.instant) }.reversed())
        return answers == again ? [] : ["asked twice: \(answers), then \(again)"]
    }

    func history(_ witness: Witness, _ subject: Case) -> [String] {
        EnergyRegister.allCases.flatMap { register in
            [subject.midnight, subject.stamp].flatMap { instant in
                difference(
                    "real-time read and history",
                    witness.value(.energy(register), instant),
                    witness.profile(.energy(register), instant)
                )
            }
        }
    }

    func reads(_ witness: Witness, _ subject: Case) -> [String] {
        EnergyRegister.allCases.flatMap { register -> [String] in
            let frozen = witness.frozen(.energy(register), subject.midnight)
            let read = witness.value(.energy(register), subject.instant)
            return read >= frozen ? [] : ["\(register) reads \(read) after a frozen \(frozen)"]
        }
    }

    /// Also on days of 92 and 100 quarter hours.
    func days(_ witness: Witness, _ subject: Case) -> [String] {
        let stamps = subject.stamps(of: subject.dayOfInterest)
        let (start, end) = (stamps[0] - .minutes(15), stamps[stamps.count - 1])
        let sum = stamps.reduce(0) { $0 + witness.profile(.activePower(nil), $1) }
        let net = rise(witness, .activeImport, start, end) - rise(witness, .activeExport, start, end)
        return difference("day of \(stamps.count) intervals", sum, 4 * net)
    }

    private func rise(
        _ witness: Witness,
        _ register: EnergyRegister,
        _ start: SimulatedInstant,
        _ end: SimulatedInstant
    ) -> Int64 {
        witness.frozen(.energy(register), end) - witness.frozen(.energy(register), start)
    }
}
