import HESContract

/// Keeps the messages of a plan within `limits.maxPushBytes`, by the dialect's `pushOverflow`.
///
/// It measures messages by rendering them, so a world with the limit does that work where it decides.
struct PushLimit {
    private let bytes: Int
    private let overflow: Dialect.PushOverflow
    /// The most messages that it makes of one plan.
    private let mostMessages: Int

    /// The most parts by rows of one message, each of which is rendered from all its rows.
    private static let mostRowParts = 256

    /// Nil for a world without the limit.
    init?(_ configuration: WorldConfiguration, mostMessages: Int) {
        guard let bytes = configuration.limits.maxPushBytes else { return nil }
        (self.bytes, overflow, self.mostMessages) = (bytes, configuration.dialect.pushOverflow, mostMessages)
    }

    /// Replaces messages that are too large.
    ///
    /// - Returns: why some of the result does not leave; nil if all of it does.
    func apply(to messages: inout [PushMessage]) -> String? {
        var (fitting, loss): ([PushMessage], String?) = ([], nil)
        for message in messages {
            let size = message.payload.count
            if size <= bytes {
                fitting.append(message)
                continue
            }
            switch overflow {
            case .parts: loss = divide(message, size: size, into: &fitting) ?? loss
            case .drop: loss = loss ?? tooLarge(size)
            case .failure:
                var failure = message
                failure.isEmptied = true
                fitting.append(failure)
            }
        }
        if fitting.count > mostMessages {
            loss =
                "\(fitting.count) messages of one result; \(mostMessages) leave: raise limits.maxPushBytes (\(bytes))"
            fitting.removeLast(fitting.count - mostMessages)
        }
        messages = fitting
        return loss
    }

    private func tooLarge(_ size: Int) -> String {
        "a push of \(size) bytes is larger than limits.maxPushBytes (\(bytes)): ask for fewer meters or days, or raise it"
    }

    /// Some more than are needed if all were alike, so that few have to be divided again.
    private func partCount(ofSize size: Int) -> Int { max(2, (size + size / 20 + bytes - 1) / bytes) }

    // MARK: Parts

    /// Divides by meters as long as there are several, then by rows.
    private func divide(_ message: PushMessage, size: Int, into fitting: inout [PushMessage]) -> String? {
        let meterCount = message.parts.reduce(message.result.plan) { $0.part($1) }.meters.count
        guard meterCount > 1 else { return divideRows(of: message, size: size, into: &fitting) }
        let count = min(partCount(ofSize: size), meterCount)
        var loss: String?
        for index in 0..<count where fitting.count <= mostMessages {
            var part = message
            part.parts.append(PushMessage.Part(index: index, of: count))
            part.splits.append(PushMessage.Part(index: index, of: count))
            let size = part.payload.count
            if size <= bytes { fitting.append(part) } else { loss = divide(part, size: size, into: &fitting) ?? loss }
        }
        return loss
    }

    private func divideRows(of message: PushMessage, size: Int, into fitting: inout [PushMessage]) -> String? {
        var making = message.result.making(of: message.parts)
        while !making.make(rows: .max) {}
        let whole = message.result.told(making.push, of: message.parts)
        let most = min(whole.rowCount, Self.mostRowParts)
        var count = min(partCount(ofSize: size), most)
        while count > 1 {
            if (0..<count).allSatisfy({ self.size(of: whole, part: $0, of: count, message) <= bytes }) {
                fitting += (0..<count).map { rowPart($0, of: count, from: message) }
                return nil
            }
            guard count < most else { break }
            count = min(count * 2, most)
        }
        return tooLarge(size)
    }

    private func size(of whole: Push, part index: Int, of count: Int, _ message: PushMessage) -> Int {
        var push = whole
        push.keepRows(ofPart: index, of: count)
        return push.json(message.result.dialect).count
    }

    private func rowPart(_ index: Int, of count: Int, from message: PushMessage) -> PushMessage {
        var part = message
        part.splits.append(PushMessage.Part(index: index, of: count))
        part.edits.append { $0.keepRows(ofPart: index, of: count) }
        return part
    }
}
