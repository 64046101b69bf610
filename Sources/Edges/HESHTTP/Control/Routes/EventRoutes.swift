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

    /// Streams entries after `Last-Event-ID`, or from `?since=`, which a browser that connects again sends too; without
    /// either, from now on.
    func get(_ request: Request) throws -> ControlReply {
        let world = try request.world(in: simulator)
        let following = try Self.following(request)
        let since = try request.value(of: Self.since)
        let end = world.read { headEnd, _ in headEnd.journal.nextSequence }
        let view = try JournalView(of: world, for: request)
        var feed = JournalFeed(world: world, since: following ?? since ?? end, view: view)
        if let following, following > end {
            // The last event was of an earlier life of the simulator: this one's journal is new to the client.
            (feed.since, feed.isOfAnotherJournal) = (0, true)
        }
        return ControlReply(stream: ResponseBody(asyncSequence: feed), contentType: "text/event-stream")
    }

    /// The number after that of the client's last event; nil if it names none.
    private static func following(_ request: Request) throws -> Int? {
        let field = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        guard let text = field, !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw ControlFailure(
                status: .badRequest,
                message: "Last-Event-ID is the number of an event, not '\(Rejection.excerpt(text))'",
                hint: "leave it out to hear what comes from now on, or give ?since=0 for the whole journal"
            )
        }
        let last = Int(text) ?? .max
        return last < .max ? last + 1 : .max
    }
}

/// A world's journal as text for one client, until it disconnects, the world ends or the process shuts down.
private struct JournalFeed: AsyncSequence, Sendable {
    let world: World
    var since: Int
    /// Whether the client's last event was of another journal, and what it missed is not known.
    var isOfAnotherJournal = false
    let view: JournalView

    func makeAsyncIterator() -> Iterator {
        Iterator(world: world, next: since, isOfAnotherJournal: isOfAnotherJournal, view: view)
    }

    struct Iterator: AsyncIteratorProtocol {
        let world: World
        private let view: JournalView
        var next: Int
        private var hasBegun = false
        private let isOfAnotherJournal: Bool
        /// Entries that are looked at for a chunk; most have a hundred bytes and more.
        private static let batch = 40
        /// A chunk ends with the entry that reaches this size.
        ///
        /// A reader that does not read costs a few chunks, and a buffer has up to twice the size of what it holds.
        private static let chunkBytes = 4096
        /// What comes within this time after an entry travels with it: a chunk for each entry costs ten times as much.
        private static let gathering = Duration.milliseconds(20)
        private static let truncation = "event: truncated\ndata: {}\n\n"
        private static let heartbeat = Duration.seconds(15)

        init(world: World, next: Int, isOfAnotherJournal: Bool, view: JournalView) {
            self.world = world
            self.isOfAnotherJournal = isOfAnotherJournal
            self.view = view
            self.next = next
        }

        /// New entries as events, or a comment after 15 s without one; nil at the end.
        mutating func next() async -> ByteBuffer? {
            await ConnectionLoop.catchUp()
            let beginning = ": begins\n\n" + (isOfAnotherJournal ? Self.truncation : "")
            let text = (hasBegun ? "" : beginning) + draw()
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
            var text = isTruncated ? Self.truncation : ""
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
