import SimulationKernel

/// Where values and instants lie, and the axes.
struct PlotFrame {
    static let height = 320
    static let top = 50
    static let bottom = height - 42

    let span: ClosedRange<SimulatedInstant>
    let zone: WorldZone
    let left: Int
    let right: Int
    let values: ValueAxis
    let register: ValueAxis?
    private let times: TimeAxis

    init(_ plot: LoadPlot) {
        (span, zone) = (plot.span, plot.zone)
        values = plot.valueAxis
        register = plot.register.map { ValueAxis($0.rows.compactMap(\.value), of: $0.item) }
        left = Self.margin(of: values)
        right = plot.width - (register.map { Self.margin(of: $0) } ?? 18)
        times = TimeAxis(span, zone: zone, width: right - left)
    }

    /// Room for the axis' longest text.
    private static func margin(of axis: ValueAxis) -> Int {
        max(44, 16 + 7 * (axis.ticks.map { axis.text($0).count }.max() ?? 0))
    }

    // MARK: Places in tenths of a pixel

    func x(_ instant: SimulatedInstant) -> Int {
        let whole = max(1, (span.upperBound - span.lowerBound).milliseconds)
        let part = min(max(0, (instant - span.lowerBound).milliseconds), whole)
        return left * 10 + Int(part * Int64((right - left) * 10) / whole)
    }

    func y(_ value: Int64, on axis: ValueAxis) -> Int {
        Self.bottom * 10 - Int((axis.share(value) * Double((Self.bottom - Self.top) * 10)).rounded())
    }

    // MARK: Axes

    /// The hatching of gaps, named by the span, as a page may have several plots.
    var pattern: String {
        """
        <defs><pattern id="\(patternName)" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><rect class="hatch" width="2" height="6"/></pattern></defs>
        """
    }

    var patternName: String {
        "hole-\(span.lowerBound.milliseconds)-\(span.upperBound.milliseconds)-\(right)"
    }

    var svg: String { valueLines + registerTexts + timeTicks + freezes }

    private var valueLines: String {
        values.ticks.map { tick in
            let y = y(tick, on: values)
            let middle = PlotNumber.pixels(y + 40)
            return """
                <line class="\(tick == 0 ? "zero" : "grid")" x1="\(left)" x2="\(right)" y1="\(PlotNumber.pixels(y))" \
                y2="\(PlotNumber.pixels(y))"/>\
                <text class="axis" x="\(left - 8)" y="\(middle)" text-anchor="end">\(values.text(tick))</text>
                """
        }.joined()
    }

    private var registerTexts: String {
        guard let register else { return "" }
        return register.ticks.map { tick in
            let middle = PlotNumber.pixels(y(tick, on: register) + 40)
            return "<text class=\"axis of-register\" x=\"\(right + 8)\" y=\"\(middle)\">\(register.text(tick))</text>"
        }.joined()
    }

    private var timeTicks: String {
        let hasHours = times.ticks.contains { !$0.isDay } || times.ticks.contains { $0.label.contains(":") }
        let lines = times.ticks.map { tick in
            let x = PlotNumber.pixels(x(tick.instant))
            let line =
                "<line class=\"\(tick.isDay ? "day" : "hour")\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(Self.top)\" y2=\"\(Self.bottom)\"/>"
            return line
                + "<text class=\"axis\" x=\"\(x)\" y=\"\(Self.bottom + 17)\" text-anchor=\"middle\">\(tick.label)</text>"
        }
        return lines.joined() + (hasHours ? dates : "")
    }

    /// Below the hours, where each day begins in the drawing and has room for its name.
    private var dates: String {
        var texts = ""
        var date = zone.date(at: span.lowerBound)
        let last = zone.date(at: span.upperBound)
        var free = 0
        while date <= last {
            let begin = max(span.lowerBound, zone.startOfDay(date))
            let end = min(span.upperBound, zone.startOfDay(date.adding(days: 1)))
            let (start, stop) = (x(begin), x(end))
            if stop - start >= 600, start >= free {
                let middle = PlotNumber.pixels((start + stop) / 2)
                texts +=
                    "<text class=\"axis date\" x=\"\(middle)\" y=\"\(Self.bottom + 34)\" text-anchor=\"middle\">\(date.weekdayAndDay)</text>"
                free = start + 800
            }
            date = date.adding(days: 1)
        }
        return texts
    }

    /// Most freezes of days that are marked; beyond it those of months.
    private static let mostDays = 120

    /// The instants at which a meter stores its billing values: 00:00 of each day, and longer of each month.
    private var freezes: String {
        let (first, last) = (zone.date(at: span.lowerBound), zone.date(at: span.upperBound))
        let hasDays = last.dayNumber - first.dayNumber <= Self.mostDays
        return (first.dayNumber...last.dayNumber).map { CivilDate(dayNumber: $0) }.map { date in
            let isMonth = date.firstOfMonth() == date
            let instant = zone.startOfDay(date)
            guard hasDays || isMonth, span.contains(instant) else { return "" }
            let x = PlotNumber.pixels(x(instant))
            return """
                <line class="freeze\(isMonth ? " monthly" : "")" x1="\(x)" x2="\(x)" y1="\(Self.bottom - (isMonth ? 6 : 4))" \
                y2="\(Self.bottom + (isMonth ? 7 : 5))"/>
                """
        }.joined()
    }
}
