package import SimulationKernel

/// The MQTT message that carries a plan's result (rule R10), before it is written as JSON.
package struct Push: Sendable {
    package enum Status: String, CaseIterable, Codable, Sendable {
        case success = "00"
        case partialSuccess = "01"
        case failure = "02"

        /// Success if all meters are complete, failure if none is present, else partial success (rule R10).
        package init(present: Int, complete: Int? = nil, of asked: Int) {
            self = (complete ?? present) == asked ? .success : present == 0 ? .failure : .partialSuccess
        }
    }

    package enum List: Sendable {
        case composite([CompositeRow])
        case single([SingleRow])
        case relay([RelayOutcome])
        case archive([ArchiveEntry])
        /// addArchive and removeArchive carry only a status.
        case none
    }

    package var planID: PlanID
    package var status: Status
    package var list: List

    package init(planID: PlanID, status: Status, list: List) {
        self.planID = planID
        self.status = status
        self.list = list
    }
}

extension Push {
    /// Keeps only the rows of part `index` of `count`; the status stays.
    package mutating func keepRows(ofPart index: Int, of count: Int) {
        func part<Row>(_ rows: [Row]) -> [Row] {
            Array(rows[rows.count * index / count..<rows.count * (index + 1) / count])
        }
        switch list {
        case .composite(let rows): list = .composite(part(rows))
        case .single(let rows): list = .single(part(rows))
        case .relay(let outcomes): list = .relay(part(outcomes))
        case .archive(let entries): list = .archive(part(entries))
        case .none: break
        }
    }
}

extension Push {
    /// Moves the stamps of its rows back; other lists stay.
    package mutating func age(by duration: SimulatedDuration) {
        func aged<Row>(_ rows: [Row], at stamp: WritableKeyPath<Row, SimulatedInstant>) -> [Row] {
            rows.map { row in
                var row = row
                row[keyPath: stamp] = row[keyPath: stamp] - duration
                return row
            }
        }
        switch list {
        case .composite(let rows): list = .composite(aged(rows, at: \.timestamp))
        case .single(let rows): list = .single(aged(rows, at: \.timestamp))
        case .relay, .archive, .none: break
        }
    }

    /// Becomes a failure without rows.
    package mutating func empty() {
        status = .failure
        switch list {
        case .composite: list = .composite([])
        case .single: list = .single([])
        case .relay: list = .relay([])
        case .archive: list = .archive([])
        case .none: break
        }
    }

    package mutating func reorderRows(_ chance: SeededHash) {
        func reordered<Row>(_ rows: [Row]) -> [Row] { chance.order(of: rows.count).map { rows[$0] } }
        switch list {
        case .composite(let rows): list = .composite(reordered(rows))
        case .single(let rows): list = .single(reordered(rows))
        case .relay(let outcomes): list = .relay(reordered(outcomes))
        case .archive(let entries): list = .archive(reordered(entries))
        case .none: break
        }
    }
}

/// A row of §3.6's push.
package struct RelayOutcome: Hashable, Sendable {
    package var devAddr: String
    package var isSuccessful: Bool

    package init(devAddr: String, isSuccessful: Bool) {
        self.devAddr = devAddr
        self.isSuccessful = isSuccessful
    }
}

/// A row of §3.7's push.
package struct ArchiveEntry: Hashable, Codable, Sendable {
    package var devAddr: String
    package var isEnabled: Bool
    /// Any text; the document does not say what it stands for.
    package var commType: String
    /// Number of the upper-level meter on the route; the meter's own means "direct to the DCU".
    package var moduleNext: String

    package init(devAddr: String, isEnabled: Bool, commType: String, moduleNext: String) {
        self.devAddr = devAddr
        self.isEnabled = isEnabled
        self.commType = commType
        self.moduleNext = moduleNext
    }
}
