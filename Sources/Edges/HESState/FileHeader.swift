/// What kind of file its first bytes show (https://www.sqlite.org/fileformat2.html#the_database_header).
///
/// Read without SQLite, which would already touch a foreign file's write-ahead log.
enum FileHeader: Hashable {
    case empty
    case state(version: Int)
    case foreign

    static let length = 100
    /// "hes-" as a number, in the file as `PRAGMA application_id`.
    static let applicationID: Int32 = 0x6865_732D

    init(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else {
            self = .empty
            return
        }
        guard bytes.count == Self.length, bytes.starts(with: Array("SQLite format 3\0".utf8)),
            Self.number(bytes[68..<72]) == Self.applicationID
        else {
            self = .foreign
            return
        }
        self = .state(version: Int(Self.number(bytes[60..<64])))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
        bytes.reduce(0) { $0 << 8 | Int32($1) }
    }
}
