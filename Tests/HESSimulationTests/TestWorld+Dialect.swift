import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport

extension TestWorld {
    /// A small world that speaks a dialect; `switches` are those of a scenario.
    init(speaking switches: KeyValuePairs<String, String>, _ configuration: WorldConfiguration = .test()) {
        var configuration = configuration
        for (key, value) in switches {
            DialectCatalogue.all.first { $0.name == key }?.set(&configuration.dialect, to: value)
        }
        self.init(configuration)
    }

    /// What a page of history says of one item, all on one page.
    mutating func history(_ cgcode: String, of meters: String = "1001", from start: String, to end: String) -> Page {
        page(cgcode, of: meters, from: start, to: end, number: 1, size: 1000)
    }

    mutating func page(
        _ cgcode: String,
        of meters: String = "1001",
        from start: String,
        to end: String,
        number: Int,
        size: Int
    ) -> Page {
        let isComposite = Cgcode(rawValue: cgcode)?.category == .composite
        let item = #""devList":"\#(meters)","cgcode":"\#(cgcode)","start":"\#(start)","end":"\#(end)""#
        let answer = call(
            isComposite ? .historyFrozen : .historySingle,
            with: item + #","curPage":\#(number),"pageSize":\#(size)"#,
            token: logIn()
        )
        return Page(answer)
    }

    /// The rows of a real-time read, when its push is due.
    mutating func read(
        _ cgcode: String,
        of meters: String = "1001",
        window: String? = nil,
        after span: SimulatedDuration = .seconds(1)
    ) -> Page {
        let members = #""devList":"\#(meters)","cgcode":"\#(cgcode)""# + (window.map { ",\($0)" } ?? "")
        let plan = plan(window == nil ? .readSingle : .readFrozen, with: members)
        advance(span)
        return Page(payload(of: plan) ?? "no push")
    }
}
