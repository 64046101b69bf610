import HESContract
import SimulationKernel

/// The freezes that a window asks for, both ends included; empty if `first` is after `last`.
///
/// A window refers to the stamps that rows show: under `profileStamp: start` those are an interval before the freeze.
struct FreezeSpan: Sendable {
    let first: SimulatedInstant
    let last: SimulatedInstant
    /// The ends of the window, as stamps.
    let stamps: (first: SimulatedInstant, last: SimulatedInstant)

    /// Of a span of stamps.
    init(stamps span: ClosedRange<SimulatedInstant>, labels: RowLabels) {
        stamps = (span.lowerBound, span.upperBound)
        (first, last) = (labels.place(of: span.lowerBound), labels.place(of: span.upperBound))
    }

    /// Of a span of freezes.
    init(freezes span: ClosedRange<SimulatedInstant>, labels: RowLabels) {
        (first, last) = (span.lowerBound, span.upperBound)
        stamps = (labels.stamp(of: first), labels.stamp(of: last))
    }

    init(_ window: Call.Window, _ labels: RowLabels, _ zone: WorldZone, _ dialect: Dialect) {
        let end = zone.instant(of: window.end)
        stamps = (
            zone.instant(of: window.start), dialect.windowEnd.isIncluded ? end : end - .milliseconds(1)
        )
        first = labels.place(of: stamps.first)
        last = labels.place(of: stamps.last)
    }
}
