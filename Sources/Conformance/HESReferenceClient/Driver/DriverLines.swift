import Logging

/// Messages from the suite, one after another; lines that are no message are logged and skipped.
struct DriverLines {
    private let read: @Sendable () async -> [UInt8]?
    private let logger: Logger
    private var assembler = LineAssembler()
    private var lines: [[UInt8]] = []
    private var tooLong = 0

    init(read: @escaping @Sendable () async -> [UInt8]?, logger: Logger) {
        self.read = read
        self.logger = logger
    }

    /// - Returns: nil at the end.
    mutating func next() async -> SuiteMessage? {
        while true {
            while lines.isEmpty {
                guard let bytes = await read() else { return nil }
                lines = assembler.take(bytes).reversed()
                noteLongLines()
            }
            guard let line = lines.popLast() else { continue }
            if let message = SuiteMessage(line: line) { return message }
            logger.error("A line is no JSON object", metadata: ["bytes": "\(line.count)"])
        }
    }

    private mutating func noteLongLines() {
        guard assembler.tooLong > tooLong else { return }
        tooLong = assembler.tooLong
        logger.error("A line is longer than a message may be", metadata: ["limit": "\(LineAssembler.mostBytes)"])
    }
}
