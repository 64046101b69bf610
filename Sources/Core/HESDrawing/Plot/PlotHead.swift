import SimulationKernel

/// The heading, and below it what the signs mean that the drawing has.
struct PlotHead {
    private let plot: LoadPlot
    private let frame: PlotFrame

    init(_ plot: LoadPlot, in frame: PlotFrame) {
        (self.plot, self.frame) = (plot, frame)
    }

    var svg: String {
        let room = max(12, (plot.width - 24) / 8)
        var svg = "<text class=\"heading\" x=\"12\" y=\"19\">\(escaped(plot.heading.shortened(to: room)))</text>"
        var x = 12
        for sign in signs {
            svg +=
                "<g class=\"key\" transform=\"translate(\(x) 37)\">\(sign.drawing)<text x=\"22\" y=\"4\">\(escaped(sign.text))</text></g>"
            x += 22 + sign.text.count * 6 + 16
        }
        return svg
    }

    private var signs: [(text: String, drawing: String)] {
        let line = "<path class=\"truth\" d=\"M0 0H16\"/>"
        var signs = plot.truth.isEmpty ? [("no values", "")] : [("truth", line)]
        if let collected = plot.collected {
            let point = "<path class=\"collected\" d=\"M0 0H16\"/><circle class=\"point\" cx=\"8\" cy=\"0\" r=\"2.4\"/>"
            signs.append(("collected", point))
            if collected.gaps.contains(where: \.isLate) {
                signs.append(
                    ("late", "<rect class=\"late\" fill=\"none\" x=\"1\" y=\"-5\" width=\"14\" height=\"10\"/>")
                )
            }
            if collected.gaps.contains(where: { !$0.isLate }) {
                let fill = "url(#\(frame.patternName))"
                signs.append(
                    ("missing", "<rect class=\"hole\" fill=\"\(fill)\" x=\"0\" y=\"-6\" width=\"16\" height=\"12\"/>")
                )
            }
        }
        if let register = plot.register {
            signs.append((register.item.label, "<path class=\"register\" d=\"M0 3L16 -3\"/>"))
        }
        return signs
    }
}

/// The highest value, marked with its number and time.
struct PlotPeak {
    private let plot: LoadPlot
    private let frame: PlotFrame

    init(_ plot: LoadPlot, in frame: PlotFrame) {
        (self.plot, self.frame) = (plot, frame)
    }

    var svg: String {
        guard let peak = plot.peak else { return "" }
        let (x, y) = (frame.x(peak.instant), frame.y(peak.value, on: frame.values))
        let isLeft = x > (frame.left + frame.right) * 5
        let text = PlotSummary(plot).peak ?? ""
        let place = PlotNumber.pixels(x + (isLeft ? -90 : 90))
        return """
            <path class="peak" d="M\(PlotNumber.pixels(x)) \(PlotNumber.pixels(y - 20))l-4 -7h8z"/>\
            <text class="peak" x="\(place)" y="\(PlotNumber.pixels(max(y - 30, PlotFrame.top * 10 - 30)))" \
            text-anchor="\(isLeft ? "end" : "start")">\(escaped(text))</text>
            """
    }
}

/// What the drawing says, in words, for those who do not see it.
struct PlotSummary {
    private let plot: LoadPlot

    init(_ plot: LoadPlot) {
        self.plot = plot
    }

    var text: String {
        let (start, end) = (civil(plot.span.lowerBound), civil(plot.span.upperBound))
        let collected = plot.collected.map { collected in
            let late = collected.gaps.count { $0.isLate }
            return "collected \(collected.rows.count) rows, \(late) late, \(collected.gaps.count - late) missing"
        }
        let parts = ["\(start) to \(end), \(plot.zone.name)", collected, peak].compactMap(\.self)
        return parts.joined(separator: "; ") + "."
    }

    var peak: String? {
        plot.peak.map { peak in
            let value = PlotNumber.text(peak.value, places: plot.item.places)
            let isOneDay = plot.span.upperBound - plot.span.lowerBound <= .days(2)
            let time = civil(peak.instant).dropFirst(isOneDay ? 11 : 0)
            return "peak \(value) \(plot.item.unit) at \(time)"
        }
    }

    /// To the minute.
    private func civil(_ instant: SimulatedInstant) -> String {
        String(plot.zone.civilTime(at: instant).description.prefix(16))
    }
}
