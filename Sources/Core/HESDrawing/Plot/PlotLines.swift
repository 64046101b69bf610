import SimulationKernel

/// The lines of truth, collected rows and register, and the gaps behind them.
struct PlotLines {
    private let plot: LoadPlot
    private let frame: PlotFrame
    /// Rows and gaps of the head-end in their order; the value is nil for a gap.
    private let told: [(row: LoadPlot.Row, gap: LoadPlot.Gap?)]

    /// Pixels from one row to the next below which rows have no marks of their own.
    private static let closest = 5

    init(_ plot: LoadPlot, in frame: PlotFrame) {
        (self.plot, self.frame) = (plot, frame)
        let rows = plot.collected?.rows.map { (row: $0, gap: LoadPlot.Gap?.none) } ?? []
        let gaps = plot.collected?.gaps.map { (row: LoadPlot.Row(instant: $0.instant, value: nil), gap: $0) } ?? []
        told = (rows + gaps).filter { plot.span.contains($0.row.instant) }.enumerated()
            .sorted { ($0.element.row.instant, $0.offset) < ($1.element.row.instant, $1.offset) }.map(\.element)
    }

    var svg: String { truth + register + collected }

    // MARK: The truth

    private var truth: String {
        var svg = ""
        var path = PlotPath()
        for (index, row) in plot.truth.enumerated() {
            let before = index == 0 ? plot.span.lowerBound : plot.truth[index - 1].instant
            if !add(row, after: before, to: &path) { svg += drawnTruth(&path) }
        }
        return svg + drawnTruth(&path)
    }

    private func drawnTruth(_ path: inout PlotPath) -> String {
        defer { path = PlotPath() }
        guard !path.isEmpty else { return "" }
        let line = "<path class=\"truth\" d=\"\(path.data)\"/>"
        guard plot.item.isFromZero else { return line }
        return "<path class=\"area\" d=\"\(path.area(to: frame.y(0, on: frame.values)))\"/>" + line
    }

    /// - Returns: false for a row without a number.
    private func add(_ row: LoadPlot.Row, after before: SimulatedInstant, to path: inout PlotPath) -> Bool {
        guard let value = row.value else { return false }
        let y = frame.y(value, on: frame.values)
        if plot.item.isOfInterval { path.add(x: frame.x(before), y: y) }
        path.add(x: frame.x(row.instant), y: y)
        return true
    }

    private var register: String {
        guard let register = plot.register, let axis = frame.register else { return "" }
        var path = PlotPath()
        for row in register.rows where plot.span.contains(row.instant) {
            guard let value = row.value else { continue }
            path.add(x: frame.x(row.instant), y: frame.y(value, on: axis))
        }
        return path.isEmpty ? "" : "<path class=\"register\" d=\"\(path.data)\"/>"
    }

    // MARK: What the head-end has

    /// Whether rows are far enough from one another for marks.
    private var hasMarks: Bool { told.count * Self.closest <= frame.right - frame.left }

    private var collected: String {
        var (lines, marks) = ("", "")
        var path = PlotPath()
        for (index, item) in told.enumerated() {
            let before = index == 0 ? plot.span.lowerBound : told[index - 1].row.instant
            if item.gap == nil, add(item.row, after: before, to: &path) {
                if hasMarks || isAlone(index) || isBeyond(item.row) { marks += mark(of: item.row) }
            } else {
                lines += drawnCollected(&path)
                if item.gap == nil { marks += mark(of: item.row) }
            }
        }
        return lines + drawnCollected(&path) + marks
    }

    private func drawnCollected(_ path: inout PlotPath) -> String {
        defer { path = PlotPath() }
        return path.isEmpty ? "" : "<path class=\"collected\" d=\"\(path.data)\"/>"
    }

    private func isAlone(_ index: Int) -> Bool {
        let before = index == 0 || told[index - 1].gap != nil
        let after = index == told.count - 1 || told[index + 1].gap != nil
        return before && after
    }

    private func isBeyond(_ row: LoadPlot.Row) -> Bool { row.value.map(frame.values.isBeyond) ?? true }

    /// A circle; a triangle at the edge for a value beyond the axis, and a cross for a row without a number.
    private func mark(of row: LoadPlot.Row) -> String {
        let x = frame.x(row.instant)
        guard let value = row.value else {
            return "<path class=\"spoilt\" d=\"M\(place(x: x - 35, y: PlotFrame.bottom * 10 - 105))l7 7m0-7l-7 7\"/>"
        }
        let y = frame.y(value, on: frame.values)
        guard frame.values.isBeyond(value) else {
            return "<circle class=\"point\" cx=\"\(PlotNumber.pixels(x))\" cy=\"\(PlotNumber.pixels(y))\" r=\"2.4\"/>"
        }
        let isAbove = y == PlotFrame.top * 10
        return
            "<path class=\"spoilt\" d=\"M\(place(x: x - 40, y: y + (isAbove ? 70 : -70)))l4 \(isAbove ? -7 : 7)l4 \(isAbove ? 7 : -7)z\"/>"
    }

    private func place(x: Int, y: Int) -> String { "\(PlotNumber.pixels(x)) \(PlotNumber.pixels(y))" }

    // MARK: Gaps

    /// Neighbouring gaps of one kind as one box: hatched, or hollow for rows that are late.
    var gaps: String {
        var svg = ""
        var open: (from: SimulatedInstant, through: SimulatedInstant, isLate: Bool)?
        var before = plot.span.lowerBound
        for item in told {
            if let gap = item.gap, let current = open, current.isLate == gap.isLate {
                open = (current.from, gap.instant, gap.isLate)
            } else {
                svg += box(open)
                open = item.gap.map { (before, $0.instant, $0.isLate) }
            }
            before = item.row.instant
        }
        return svg + box(open)
    }

    private func box(_ gap: (from: SimulatedInstant, through: SimulatedInstant, isLate: Bool)?) -> String {
        guard let gap else { return "" }
        let (start, end) = (frame.x(gap.from), frame.x(gap.through))
        let fill = gap.isLate ? "none" : "url(#\(frame.patternName))"
        return """
            <rect class="\(gap.isLate ? "late" : "hole")" fill="\(fill)" x="\(PlotNumber.pixels(start))" y="\(PlotFrame.top)" \
            width="\(PlotNumber.pixels(max(end - start, 15)))" height="\(PlotFrame.bottom - PlotFrame.top)"/>
            """
    }
}
