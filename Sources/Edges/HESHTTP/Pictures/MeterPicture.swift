import HESContract
import HESDrawing
import HESSimulation
import SimulationKernel

enum SVGPicture {
    static let contentType = "image/svg+xml"
}

/// A meter's item against what the head-end has of it, drawn outside the world's lock.
struct MeterPicture {
    private let found: FoundMeter
    private let cgcode: Cgcode
    private let span: ClosedRange<SimulatedInstant>
    private let collected: CollectedRows
    private let instants: SampledProfile
    var showsCollected = true
    var register: Cgcode?
    var width = LoadPlot.usualWidth

    init(_ found: FoundMeter, cgcode: Cgcode, in span: ClosedRange<SimulatedInstant>) {
        (self.found, self.cgcode, self.span) = (found, cgcode, span)
        collected = found.collected(cgcode, within: .freezes(span))
        instants = SampledProfile(span, everyMinutes: found.meter.traits.intervalMinutes, in: found.zone)
    }

    /// Of the line with the most.
    var pointCount: Int { max(instants.count, collected.count, collected.completeCount) }

    var svg: String {
        var plot = LoadPlot(
            of: found.meter.devAddr,
            item: PlotItem(cgcode),
            in: span,
            zone: found.zone,
            truth: rows(of: cgcode)
        )
        if showsCollected {
            plot.collected = LoadPlot.Collected(
                rows: collected.rowsByInstant.map { LoadPlot.Row($0.row, at: $0.instant) },
                gaps: collected.gaps.map { LoadPlot.Gap(instant: $0.instant, isLate: $0.isLate) }
            )
        }
        plot.register = register.map { (PlotItem($0), rows(of: $0)) }
        plot.width = width
        return plot.svg
    }

    private func rows(of cgcode: Cgcode) -> [LoadPlot.Row] {
        let installed = instants.all.filter { found.meter.isInstalled(at: $0) }
        return zip(installed, found.truth.rows(cgcode, at: installed)).compactMap { instant, row in
            row.map { LoadPlot.Row($0, at: instant) }
        }
    }
}

/// The ends of a meter's load-profile intervals within a span.
private struct SampledProfile {
    private let grid: FreezeGrid
    private let indices: Range<Int>
    private let zone: WorldZone

    init(_ span: ClosedRange<SimulatedInstant>, everyMinutes minutes: Int, in zone: WorldZone) {
        grid = .profile(minutes: minutes)
        indices = grid.indices(from: span.lowerBound, through: span.upperBound, in: zone)
        self.zone = zone
    }

    var count: Int { indices.count }
    var all: [SimulatedInstant] { indices.map { grid.instant(of: $0, in: zone) } }
}

extension FoundMeter {
    /// A day earlier; the first instant of which the truth is known if that is later.
    func dayBefore(_ instant: SimulatedInstant) -> SimulatedInstant { max(span.lowerBound, instant - .days(1)) }
}
