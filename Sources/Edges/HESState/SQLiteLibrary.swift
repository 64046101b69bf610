import GRDB

package enum SQLiteLibrary {
    /// Of the library that was loaded, such as `3.40.1`; nil when it opens no database in memory.
    package static var version: String? {
        // What fails here is what the caller tells.
        try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
    }
}
