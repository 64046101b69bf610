package import SimulationKernel

/// One item of a meter over time, as SVG: what the meter really shows, and what the head-end has collected of it.
///
/// The truth is a solid line; collected rows are outlines over it, rows that are still to come are hollow, rows that do not
/// come by themselves are hatched. ``PictureStyle`` documents the class names.
package struct LoadPlot: Sendable {
    /// A row of the item or of the register; `value` counts the item's last place, nil for a row that has no number.
    package struct Row: Hashable, Sendable {
        package let instant: SimulatedInstant
        package let value: Int64?

        package init(instant: SimulatedInstant, value: Int64?) {
            (self.instant, self.value) = (instant, value)
        }
    }

    /// A row that the head-end has not.
    package struct Gap: Hashable, Sendable {
        package let instant: SimulatedInstant
        /// Whether it comes by itself.
        package let isLate: Bool

        package init(instant: SimulatedInstant, isLate: Bool) {
            (self.instant, self.isLate) = (instant, isLate)
        }
    }

    /// What the head-end has and lacks, each ascending.
    package struct Collected: Sendable {
        package let rows: [Row]
        package let gaps: [Gap]

        package init(rows: [Row], gaps: [Gap]) {
            (self.rows, self.gaps) = (rows, gaps)
        }
    }

    /// Width in pixels of a drawing without other wish.
    package static let usualWidth = 960
    package static let widths = 320...2560

    let devAddr: String
    let item: PlotItem
    let span: ClosedRange<SimulatedInstant>
    let zone: WorldZone
    let truth: [Row]
    /// Nil to show the truth alone.
    package var collected: Collected?
    /// Against the axis on the right.
    package var register: (item: PlotItem, rows: [Row])?
    /// In pixels, within ``widths``.
    package var width = Self.usualWidth

    /// `truth` is ascending; rows outside the span are left out.
    package init(
        of devAddr: String,
        item: PlotItem,
        in span: ClosedRange<SimulatedInstant>,
        zone: WorldZone,
        truth: [Row]
    ) {
        (self.devAddr, self.item, self.span, self.zone) = (devAddr, item, span, zone)
        self.truth = truth.filter { span.contains($0.instant) }
    }

    /// The highest value of the truth; the first of several.
    var peak: (instant: SimulatedInstant, value: Int64)? {
        guard item.hasPeak else { return nil }
        var peak: (instant: SimulatedInstant, value: Int64)?
        for row in truth {
            guard let value = row.value, value > peak?.value ?? .min else { continue }
            peak = (row.instant, value)
        }
        return peak
    }

    /// A file of its own.
    package var svg: String {
        let frame = PlotFrame(self)
        let lines = PlotLines(self, in: frame)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="plot" width="\(width)" height="\(PlotFrame.height)" \
            viewBox="0 0 \(width) \(PlotFrame.height)" role="img"><style>\(PictureStyle.colours)\(PictureStyle.plot)</style>\
            <title>\(escaped(heading))</title><desc>\(escaped(PlotSummary(self).text))</desc>\
            \(frame.pattern)\(PlotHead(self, in: frame).svg)\(lines.gaps)\(frame.svg)\(lines.svg)\
            \(PlotPeak(self, in: frame).svg)</svg>

            """
    }

    var heading: String { "\(devAddr) · \(item.label)" }
}
