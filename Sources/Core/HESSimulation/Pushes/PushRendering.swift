import HESContract

/// Renders a message in slices: makes the rows, changes the push, writes it, changes the bytes.
///
/// Pure. The bytes do not depend on the slices. What rules change, and the rows that a dialect shuffles, are changed in one piece.
package struct PushRendering: Sendable {
    private let message: PushMessage
    private var making: PushMaking
    private var writer: PushWriter?

    package init(_ message: PushMessage) {
        self.message = message
        making = message.result.making(of: message.parts)
    }

    /// Carries on by a slice that costs about as much as `count` whole rows of a load profile.
    ///
    /// - Returns: the payload once it is complete; it is not to be called again after that.
    package mutating func render(rows count: Int) -> [UInt8]? {
        if let rendered = message.rendered { return rendered }
        // A row costs something when it is made and when it is written; a slice does one of both.
        let (twice, isTooMany) = max(1, count / message.result.plan.work.rowCost).multipliedReportingOverflow(by: 2)
        let slice = isTooMany ? .max : twice
        guard writer != nil else {
            if making.make(rows: slice) { beginWriting() }
            return nil
        }
        guard let bytes = writer?.write(rows: slice) else { return nil }
        return message.corruptions.reduce(bytes) { bytes, corrupt in corrupt(bytes) }
    }

    private mutating func beginWriting() {
        var push = message.result.told(making.push, of: message.parts)
        if message.isEmptied { push.empty() }
        for edit in message.edits { edit(&push) }
        writer = PushWriter(push, in: message.result.dialect)
    }
}
