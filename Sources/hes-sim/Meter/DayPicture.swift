import HESContract
import HESDrawing
import SimulationKernel

/// A meter's day as a drawing: the load of its intervals, and the register of energy taken.
struct DayPicture {
    private let rows: [CompositeRow]
    private let devAddr: String
    private let zone: WorldZone

    /// `rows` are load-profile rows from midnight to midnight, both included.
    init(_ rows: [CompositeRow], of devAddr: String, zone: WorldZone) {
        (self.rows, self.devAddr, self.zone) = (rows, devAddr, zone)
    }

    var svg: String {
        guard let first = rows.first, let last = rows.last else { return "" }
        var plot = LoadPlot(
            of: devAddr,
            item: PlotItem(.activePowerTotal),
            in: first.timestamp...last.timestamp,
            zone: zone,
            truth: values(of: .activePowerTotal)
        )
        plot.register = (PlotItem(.importActiveEnergy), values(of: .importActiveEnergy))
        return plot.svg
    }

    private func values(of cgcode: Cgcode) -> [LoadPlot.Row] {
        rows.flatMap { row in
            row.channels.filter { $0.cgcode == cgcode }.map { channel in
                let single = SingleRow(devAddr: devAddr, timestamp: row.timestamp, channel: channel)
                return LoadPlot.Row(single, at: row.timestamp)
            }
        }
    }
}
