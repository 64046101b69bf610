import HESSockets
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@Suite("Descriptors as a bounded resource")
struct DescriptorTests {
    @Test(
        "below those of the process itself a sixteenth is kept back, and twice as many make an idle connection give way",
        arguments: [(64, 8, 44, 52), (1024, 16, 816, 944), (65_536, 16, 65_328, 65_456)] as [(Int, Int, Int, Int)]
    )
    func room(count: Int, reserved: Int, scarceFrom: Int, keptFrom: Int) {
        let limit = DescriptorLimit(count: count)

        #expect(limit.reserved == reserved)
        #expect(limit.room(descriptor: scarceFrom - 1) == .ample)
        #expect(limit.room(descriptor: scarceFrom) == .scarce)
        #expect(limit.room(descriptor: keptFrom - 1) == .scarce)
        #expect(limit.room(descriptor: keptFrom) == .kept)
    }

    @Test("a channel without a socket takes no descriptor")
    func noSocket() {
        #expect(DescriptorLimit(count: 0).room(for: EmbeddedChannel()) == .ample)
    }

    @Test("the limit of the process can be raised, and never falls")
    func raise() {
        let before = DescriptorLimit.current.count
        DescriptorLimit.raise()

        #expect(DescriptorLimit.current.count >= before)
    }

    @Test("a warning that is called for often is logged once a second, with the number of calls")
    func rareLog() {
        let lines = LogLines()
        let log = RareLog(Logger(label: "test") { _ in lines.handler })
        let start = ContinuousClock.now

        log.warn("full", metadata: ["a": "b"], now: start)
        for millisecond in 1...999 { log.warn("full", now: start + .milliseconds(millisecond)) }
        log.warn("full", now: start + .seconds(1))
        log.warn("full", now: start + .seconds(3))

        #expect(lines.all == ["full a=b count=1", "full count=1000", "full count=1"])
    }
}

/// What is logged, a line each, with its metadata in order.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    var handler: any LogHandler { Handler(lines: self) }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.lines.withLock { $0.append(([event.message.description] + facts).joined(separator: " ")) }
        }
    }
}
