import HESContract
import HESDrawing
import SimulationKernel
import Testing

@Suite("Drawing: the plot of a meter")
struct LoadPlotTests {
    private static let midnight = SimulatedInstant(milliseconds: 1_720_627_200_000)

    private static func rows(
        _ count: Int,
        from start: SimulatedInstant = midnight,
        every minutes: Int64 = 15
    )
        -> [LoadPlot.Row]
    {
        (0..<count).map { index in
            let wave = Int64(index % 96 < 48 ? index % 96 : 96 - index % 96)
            return LoadPlot.Row(instant: start + .minutes(minutes) * Int64(index), value: 180 + wave * 37 + wave * wave)
        }
    }

    private static func plot(
        _ rows: [LoadPlot.Row],
        _ cgcode: Cgcode = .activePowerTotal,
        of devAddr: String = "1001"
    )
        -> LoadPlot
    {
        let span = (rows.first?.instant ?? midnight)...(rows.last?.instant ?? midnight + .days(1))
        return LoadPlot(of: devAddr, item: PlotItem(cgcode), in: span, zone: .plusEight, truth: rows)
    }

    /// A day of which the rows of an hour are missing, those of the last hours late, and two are spoilt.
    private static let day: LoadPlot = {
        let truth = rows(97)
        var plot = Self.plot(truth)
        let told = truth.indices.filter { !(20..<24).contains($0) && $0 < 88 }.map { index in
            let value: Int64? = index == 40 ? nil : index == 60 ? 900_000 : truth[index].value
            return LoadPlot.Row(instant: truth[index].instant, value: value)
        }
        let gaps = truth.indices.filter { (20..<24).contains($0) || $0 >= 88 }
            .map { LoadPlot.Gap(instant: truth[$0].instant, isLate: $0 >= 88) }
        plot.collected = LoadPlot.Collected(rows: told, gaps: gaps)
        let register = truth.enumerated().map { index, row in
            LoadPlot.Row(instant: row.instant, value: 123_456_700 + Int64(index) * 250)
        }
        plot.register = (PlotItem(.importActiveEnergy), register)
        return plot
    }()

    @Test("a day with holes, late rows, spoilt values and a register is as written down")
    func golden() throws {
        try Golden.compare(Self.day.svg, with: "day.svg")
    }

    @Test("holes are hatched, late rows are hollow, a value far away and one that is none are marked")
    func signs() {
        let svg = Self.day.svg

        #expect(svg.matches("class=\"hole\" fill=\"url(#hole-") == 2, "one box for four rows, and the legend's")
        #expect(svg.matches("class=\"late\" fill=\"none\"") == 2)
        #expect(svg.matches("class=\"spoilt\"") == 2)
        #expect(svg.matches("class=\"point\"") == 82 + 1)
        #expect(svg.contains("peak 4.260 kW at 12:00"))
        #expect(svg.contains("collected 84 rows, 9 late, 4 missing"))
        #expect(svg.contains("class=\"axis of-register\""))
    }

    @Test("the same values give the same bytes")
    func determinism() {
        #expect(Self.day.svg == Self.day.svg)
    }

    @Test("no rows, one row and a span of one instant are pictures too")
    func small() {
        let empty = Self.plot([]).svg
        let one = Self.plot(Self.rows(1)).svg

        #expect(empty.contains("no values") && !empty.contains("class=\"truth\" d="))
        #expect(one.contains("class=\"truth\" d=\"M"))
        #expect(!one.contains("nan") && !one.contains("inf"))
    }

    @Test("ten thousand rows are a light picture without marks")
    func large() {
        var plot = Self.plot(Self.rows(10_000))
        plot.collected = LoadPlot.Collected(rows: Self.rows(10_000), gaps: [])
        let svg = plot.svg

        #expect(svg.utf8.count < 120_000)
        #expect(svg.matches("class=\"point\"") == 1, "that of the legend")
        #expect(svg.contains("peak 4.260 kW at 2024-07-11 12:00"))
    }

    @Test("a value beyond every bound traps nowhere", arguments: [Int64.max, .min, 0])
    func extremes(value: Int64) {
        var plot = Self.plot([LoadPlot.Row(instant: Self.midnight, value: value)] + Self.rows(3).dropFirst())
        plot.collected = LoadPlot.Collected(rows: [LoadPlot.Row(instant: Self.midnight, value: .max)], gaps: [])

        #expect(plot.svg.hasSuffix("</svg>\n"))
    }

    @Test("a meter's number is never markup")
    func hostile() {
        let svg = Self.plot(Self.rows(3), of: "<script>\"&\u{202E}").svg

        #expect(!svg.contains("<script") && !svg.contains("\u{202E}"))
        #expect(svg.contains("&lt;script&gt;&quot;&amp;"))
    }

    @Test("a text value is its number, and other text is none")
    func textValues() {
        func value(_ wire: WireValue) -> Int64? {
            let channel = ChannelValue(cgcode: .voltageA, value: wire)
            return LoadPlot.Row(
                SingleRow(devAddr: "1", timestamp: Self.midnight, channel: channel),
                at: Self.midnight
            ).value
        }

        #expect(value(.scaled(2301)) == 2301 && value(.pinned("230.1")) == 2301 && value(.json("-230.19")) == -2301)
        #expect(value(.pinned("230")) == 2300 && value(.pinned("--")) == nil && value(.json("null")) == nil)
        #expect(value(.pinned("")) == nil && value(.pinned("1.2x")) == nil && value(.pinned("9e9")) == nil)
        #expect(value(.pinned("99999999999999999999")) == nil)
    }

    @Test("the hours of a day with 23 or 25 hours are those of its wall clock")
    func daylightSaving() {
        let berlin = WorldZone(
            name: "Europe/Berlin",
            initialOffset: .hours(1),
            transitions: [
                .init(instant: SimulatedInstant(milliseconds: 1_711_846_800_000), offsetAfter: .hours(2)),
                .init(instant: SimulatedInstant(milliseconds: 1_729_990_800_000), offsetAfter: .hours(1)),
            ]
        )
        for (start, hours) in [(1_711_839_600_000, 23), (1_729_980_000_000, 25)] {
            let first = SimulatedInstant(milliseconds: Int64(start))
            let plot = LoadPlot(
                of: "1",
                item: PlotItem(.activePowerTotal),
                in: first...first + .hours(Int64(hours)),
                zone: berlin,
                truth: Self.rows(hours * 4 + 1, from: first)
            )
            let svg = plot.svg

            #expect(svg.matches(">00:00</text>") == 2, "\(hours) hours")
            #expect(svg.contains(">03:00</text>") && svg.contains(">Sun "))
            #expect(svg.contains("00:00 to "))
        }
    }

    @Test("long spans have days, months and years", arguments: [(14, "11 Jul"), (90, "1 Aug"), (900, "Oct 2024")])
    func longSpans(days: Int, label: String) {
        let rows = Self.rows(days, every: 1440)
        let svg = Self.plot(rows, .importActiveEnergy).svg

        #expect(svg.contains(">\(label)</text>") || svg.contains(">\(days == 90 ? "5 Aug" : label)</text>"))
    }
}

extension String {
    fileprivate func matches(_ text: String) -> Int { ranges(of: text).count }
}
