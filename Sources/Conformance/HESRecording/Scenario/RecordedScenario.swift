import HESConformance
package import JSON
package import SimulationKernel

/// A scenario whose world answers the recorded questions as they were answered.
package struct RecordedScenario: Sendable {
    /// Without `history.rows`.
    package var document: JSONValue
    /// Lines of the side file.
    package var rows: [JSONValue]
    /// What could not be carried over, a sentence each.
    package var leftOut: [String]

    package struct Options: Sendable {
        package var name: String
        /// Of the dates in the calls.
        package var zone: WorldZone
        /// As a scenario has it; nil for the default.
        package var dialect: JSONValue?

        package init(name: String, zone: WorldZone, dialect: JSONValue? = nil) {
            (self.name, self.zone, self.dialect) = (name, zone, dialect)
        }
    }

    package init(_ recording: Recording, options: Options) {
        var parts = RecordedParts(zone: options.zone)
        parts.take(recording)
        let field = RecordedField(recording, meters: parts.rows.devAddrs)
        let refusals = RecordedRefusals(recording)
        rows = parts.rows.lines
        leftOut = parts.remarks + field.remarks + refusals.remarks + Self.standing(options)
        let start = SimulatedInstant(milliseconds: recording.span?.lowerBound ?? 0)
        var tenant: [(String, JSONValue)] = [
            ("tenantCode", .string(field.tenantCode)),
            ("users", .list(field.users)),
        ]
        if let limits = parts.limits { tenant.append(("limits", limits)) }
        if let dialect = options.dialect { tenant.append(("dialect", dialect)) }
        tenant += [("dcus", .list(field.dcus)), ("history", [:])]
        if !refusals.rules.isEmpty { tenant.append(("faults", .list(refusals.rules))) }
        document = [
            "name": .string(options.name),
            "description": "Made of a recorded session.",
            "clock": [
                "start": .string("\(options.zone.civilTime(at: start).date.startText(in: options.zone, at: start))"),
                "timeZone": .string(options.zone.name),
                "mode": "auto",
            ],
            "tenants": .list([.members(tenant)]),
        ]
    }

    /// What no recording has.
    private static func standing(_ options: Options) -> [String] {
        var remarks = ["Passwords and secret keys are not recorded: the scenario has made-up ones."]
        remarks.append("How long answers and results took is not carried over.")
        if options.dialect == nil {
            remarks.append("The dialect is the default: find it with 'hes-sim verify', and give it with --dialect.")
        }
        return remarks
    }

    /// The document with the path of its side file, relative to the document.
    package func document(sideFile: String) -> JSONValue {
        document.changing("tenants") { tenants in
            .list(tenants.list.map { $0.setting("history", to: ["rows": .string(sideFile)]) })
        }
    }
}

extension CivilDate {
    /// The full second at or before an instant, as scenarios write it.
    fileprivate func startText(in zone: WorldZone, at instant: SimulatedInstant) -> CivilTime {
        let time = zone.civilTime(at: instant)
        return CivilTime(date: self, millisecondOfDay: time.millisecondOfDay / 1000 * 1000)
    }
}
