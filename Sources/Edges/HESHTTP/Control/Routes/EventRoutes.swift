import HESContract
import HESRuntime
import HESSimulation
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import ServiceLifecycle

/// `/_sim/events`: the journal as server-sent events (WHATWG HTML §9.2).
///
/// Each client reads the journal at its own pace; one that is too slow gets an event `truncated`, and delays no other.
struct EventRoutes {
    let simulator: Simulator
    private static let since = QueryParameter.integer("since", in: 0...Int.max, about: "First number.")
    static let query = [since.json, JournalView.parameter.json]

    /// Streams entries from `?since=` or after `Last-Event-ID`; without either, from now on.
    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let last = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int($0) }
        // An identifier that no event had, such as the largest number, is ignored.
        let following = last.flatMap { (0..<Int.max).contains($0) ? $0 + 1 : nil }
        let asked = try request.value(of: Self.since) ?? following
        let since = asked ?? world.read { headEnd, _ in headEnd.journal.nextSequence }
        let feed = JournalFeed(world: world, since: since, view: try JournalView(of: world, for: request))
        return ControlReply(stream: ResponseBody(asyncSequence: feed), contentType: "text/event-stream")
    }
}

/// A world's journal as text for one client, until it disconnects, the world ends or the process shuts down.
private struct JournalFeed: AsyncSequence, Sendable {
    let world: World
    let since: Int
    let view: JournalView

    func makeAsyncIterator() -> Iterator {
        Iterator(world: world, next: since, view: view)
    }

    struct Iterator: AsyncIteratorProtocol {
        let world: World
        private let view: JournalView
        var next: Int
        private var hasBegun = false
        /// Entries that are looked at for a chunk; most have a hundred bytes and more.
        private static let batch = 40
        /// A chunk ends with the entry that reaches this size.
        ///
        /// A reader that does not read costs a few chunks, and a buffer has up to twice the size of what it holds.
        private static let chunkBytes = 4096
        /// What comes within this time after an entry travels with it: a chunk for each entry costs ten times as much.
        private static let gathering = Duration.milliseconds(20)
        private static let heartbeat = Duration.seconds(15)

        init(world: World, next: Int, view: JournalView) {
            self.world = world
            self.view = view
            self.next = next
        }

        /// New entries as events, or a comment after 15 s without one; nil at the end.
        mutating func next() async -> ByteBuffer? {
            await ConnectionLoop.catchUp()
            let text = (hasBegun ? "" : ": begins\n\n") + draw()
            hasBegun = true
            if !text.isEmpty { return ByteBuffer(string: text) }
            let (world, last) = (world, next)
            await cancelWhenGracefulShutdown { await world.journalGrows(beyond: last, within: Self.heartbeat) }
            guard !Task.isCancelled, !Task.isShuttingDownGracefully, !world.hasEnded else { return nil }
            try? await Task.sleep(for: Self.gathering)
            let news = draw()
            return ByteBuffer(string: news.isEmpty ? ": alive\n\n" : news)
        }

        private mutating func draw() -> String {
            let from = next
            let (entries, end, isTruncated) = world.read { headEnd, _ in
                (
                    headEnd.journal.entries(from: from, atMost: Self.batch), headEnd.journal.nextSequence,
                    headEnd.journal.isTruncated(from: from)
                )
            }
            var text = isTruncated ? "event: truncated\ndata: {}\n\n" : ""
            for entry in entries where text.utf8.count < Self.chunkBytes {
                text += event(entry)
                next = entry.sequence + 1
            }
            if entries.isEmpty { next = Swift.max(from, end) }
            return text
        }

        private func event(_ entry: JournalEntry) -> String {
            var writer = JSONWriter()
            view.write(entry, into: &writer)
            let data = String(decoding: writer.bytes, as: UTF8.self)
            return "id: \(entry.sequence)\nevent: \(entry.kind.name)\ndata: \(data)\n\n"
        }
    }
}
