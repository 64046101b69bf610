import GRDB
import SimulationKernel

/// A column that does not hold what the schema puts there.
struct UnreadableColumn: Error, CustomStringConvertible {
    let name: String
    let found: DatabaseValue

    var description: String { "'\(name)' holds \(found)" }
}

/// Reads columns of a file that another program may have written: GRDB's subscripts end the process for a value of another type.
extension Row {
    /// - Throws: ``UnreadableColumn`` for NULL and for a value of another type.
    func column<Value: DatabaseValueConvertible>(_ index: Int) throws(UnreadableColumn) -> Value {
        guard let value: Value = try columnIfSet(index) else { throw unreadable(index) }
        return value
    }

    /// nil for NULL.
    ///
    /// - Throws: ``UnreadableColumn`` for a value of another type.
    func columnIfSet<Value: DatabaseValueConvertible>(_ index: Int) throws(UnreadableColumn) -> Value? {
        let stored: DatabaseValue = self[index]
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw unreadable(index) }
        return value
    }

    /// Milliseconds since the epoch, in a range that leaves room for arithmetic.
    func instant(_ index: Int) throws(UnreadableColumn) -> SimulatedInstant {
        let milliseconds: Int64 = try column(index)
        guard Self.instants.contains(milliseconds) else { throw unreadable(index) }
        return SimulatedInstant(milliseconds: milliseconds)
    }

    func number(_ index: Int, in range: ClosedRange<Int64>) throws(UnreadableColumn) -> Int64 {
        let number: Int64 = try column(index)
        guard range.contains(number) else { throw unreadable(index) }
        return number
    }

    private static let instants: ClosedRange<Int64> = -(1 << 53)...(1 << 53)

    func unreadable(_ index: Int) -> UnreadableColumn {
        UnreadableColumn(name: Array(columnNames)[index], found: self[index])
    }
}
