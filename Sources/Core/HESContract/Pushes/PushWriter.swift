import JSON

/// Writes a push as JSON, its rows in slices; the bytes do not depend on the slices.
package struct PushWriter: Sendable {
    private let push: Push
    private let dialect: Dialect
    private var forms: RowForms
    private var writer: JSONWriter
    /// Rows that are written.
    private var writtenCount = 0

    package init(_ push: Push, in dialect: Dialect) {
        self.push = push
        self.dialect = dialect
        forms = RowForms(dialect, inPush: true)
        writer = JSONWriter(capacity: push.capacity)
        writer.beginObject()
        writer.key("planId")
        writer.string(push.planID.description)
        writer.key("data")
        writer.beginObject()
        writer.key("status")
        writer.string(push.status.rawValue)
        switch listForm {
        case .absent: break
        case .null:
            writer.key("list")
            writer.null()
        case .array:
            writer.key("list")
            writer.beginArray()
        }
    }

    /// Writes the next rows, `count` at most.
    ///
    /// - Returns: the whole push once its last row is written; it is not to be called again after that.
    package mutating func write(rows count: Int) -> [UInt8]? {
        let end = writtenCount + min(count, push.rowCount - writtenCount)
        writer.rows(writtenCount..<end, of: push.list, in: &forms)
        writtenCount = end
        guard end == push.rowCount else { return nil }
        if listForm == .array { writer.endArray() }
        writer.endObject()
        writer.endObject()
        return dialect.finished(writer.bytes)
    }

    /// How the list is written; a push that never has one leaves it out.
    private var listForm: Dialect.EmptyList {
        if case .none = push.list { return .absent }
        return push.status == .failure && push.rowCount == 0 ? dialect.emptyList : .array
    }
}
