package import HESContract
import HESMeterModel
package import SimulationKernel

/// What history would answer about one item of one meter; to be evaluated outside the world's lock.
package struct CollectedRows: Sendable {
    /// The ends of a question, both included.
    package enum Span: Sendable {
        /// As the rows show them: a window of history.
        case stamps(ClosedRange<SimulatedInstant>)
        /// The instants whose values the rows have.
        case freezes(ClosedRange<SimulatedInstant>)
    }

    /// A row that history has not although the meter has its value.
    package struct Gap: Sendable {
        package let instant: SimulatedInstant
        /// Whether it will come by itself.
        package let isLate: Bool
    }

    private let cgcode: Cgcode
    private let maker: RowMaker
    private let meter: MeterSnapshot
    /// What history has; nil for a meter without such values.
    private let run: RowRun?
    /// What it will have once all late rows have come.
    private let later: RowRun?
    /// The instants of a complete history.
    private let all: Range<Int>

    /// `isCollected` if the head-end reads the item without being asked.
    init(
        of meter: MeterSnapshot,
        cgcode: Cgcode,
        question: RowQuestion?,
        isCollected: Bool,
        by maker: RowMaker
    ) {
        (self.cgcode, self.meter, self.maker) = (cgcode, meter, maker)
        run = question.map { RowRun($0, meter: meter, cgcode) }
        var punctual = meter
        punctual.faults = meter.faults.filter { if case .late = $0.effect.presence { false } else { true } }
        later = question.map { RowRun($0.afterLateRows, meter: punctual, cgcode) }
        let last = question.map { min($0.window.upperBound, $0.now, meter.meter.removed ?? $0.now) }
        let first = question.map { max($0.window.lowerBound, meter.meter.installed ?? $0.window.lowerBound) }
        guard let question, let first, let last, isCollected else {
            all = 0..<0
            return
        }
        all = question.grid.indices(from: max(first, maker.earliestRow), through: last)
    }

    /// Number of rows, without making them.
    package var count: Int { run?.count ?? 0 }
    /// Number of instants of which a complete history has a row.
    package var completeCount: Int { all.count }

    /// In the order of history, as it shows them.
    package var rows: [SingleRow] { run.map { maker.singleRows(cgcode, of: meter, at: $0.rows()) } ?? [] }

    /// Once each, with the instants whose values they have.
    package var rowsByInstant: [(instant: SimulatedInstant, row: SingleRow)] {
        var instants: [RowInstant] = []
        for row in run?.rows() ?? [] where instants.last != row { instants.append(row) }
        let rows = maker.singleRows(cgcode, of: meter, at: instants)
        guard rows.count < instants.count else { return Array(zip(instants.map(\.instant), rows)) }
        // A row without its channel is left out, and the others cannot be told apart.
        return instants.flatMap { place in
            maker.singleRows(cgcode, of: meter, at: [place]).map { (place.instant, $0) }
        }
    }

    /// Ascending.
    package var gaps: [Gap] {
        guard let run, let later else { return [] }
        let there = Set(run.rows().map(\.instant))
        let coming = Set(later.rows().map(\.instant))
        return all.lazy.map { run.grid.instant(of: $0) }.filter { !there.contains($0) }
            .map { Gap(instant: $0, isLate: coming.contains($0)) }
    }
}

extension RowQuestion {
    /// The question when every late row has arrived.
    fileprivate var afterLateRows: Self {
        var question = self
        if rule.lateAfter != nil { question.rule = CollectionRule() }
        return question
    }
}

extension HeadEnd {
    /// What history would answer now about an item of a meter, in a call of a user whom no rule names.
    ///
    /// Nothing changes: no rule counts it as a match, and the journal has no entry of it.
    package func collectedRows(of meter: FieldMeter, cgcode: Cgcode, within span: CollectedRows.Span) -> CollectedRows {
        let minutes = meter.traits.intervalMinutes
        let labels = RowLabels(of: cgcode, every: minutes, in: configuration.zone, configuration.dialect)
        let asked =
            switch span {
            case .stamps(let stamps): FreezeSpan(stamps: stamps, labels: labels)
            case .freezes(let freezes): FreezeSpan(freezes: freezes, labels: labels)
            }
        var call = RuleCall(endpoint: .historySingle)
        (call.devAddrs, call.cgcode) = ([meter.devAddr], cgcode)
        call.rows = asked.stamps.first...max(asked.stamps.first, asked.stamps.last)
        return history.collected(
            of: meter,
            cgcode: cgcode,
            in: asked,
            labels: labels,
            faults: rules.foreseenRowFaults(of: meter.devAddr, in: call, plant: plant, at: now),
            by: maker,
            plant: plant,
            at: now
        )
    }
}
