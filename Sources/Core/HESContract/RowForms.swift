import JSON

/// What is the same in many rows of an answer or push, as JSON text that is made once for all of them.
struct RowForms: Sendable {
    /// A channel of a composite, or a single row after its stamp.
    struct Channel: Sendable {
        let cgcode: Cgcode
        /// Up to the value.
        let before: [UInt8]
        /// The rest of a composite's channel; a single row has none.
        let after: [UInt8]
        /// The digits of the value.
        let decimal: DecimalForm
    }

    let dialect: Dialect
    private let singleCgcode: Dialect.HistoryCgcode
    private var channels: [Channel] = []
    private var lastDevAddr: String?
    private var lastHead: [UInt8] = []

    /// Rows of §3.3's pushes have a `cgcode`, those of §3.5 have the dialect's form of it.
    init(_ dialect: Dialect, inPush: Bool) {
        self.dialect = dialect
        singleCgcode = inPush ? .string : dialect.historyCgcode
    }

    /// The beginning of a row, up to its stamp; made anew when the meter is another than in the row before.
    mutating func head(of devAddr: String) -> [UInt8] {
        if devAddr == lastDevAddr { return lastHead }
        lastDevAddr = devAddr
        lastHead = Self.text { writeHead(of: devAddr, to: &$0) }
        return lastHead
    }

    func writeHead(of devAddr: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("devAddr")
        writer.devAddr(devAddr, in: dialect)
        writer.key("timestamp")
    }

    /// A channel of a composite; rows have their channels in the same order, so it is `likelyAt` its place in the row.
    mutating func channel(_ cgcode: Cgcode, likelyAt place: Int) -> Channel {
        if place < channels.count, channels[place].cgcode == cgcode { return channels[place] }
        return known(cgcode) ?? added(compositeChannel(cgcode))
    }

    mutating func single(_ cgcode: Cgcode) -> Channel {
        if let last = channels.last, last.cgcode == cgcode { return last }
        return known(cgcode) ?? added(singleChannel(cgcode))
    }

    private func known(_ cgcode: Cgcode) -> Channel? { channels.first { $0.cgcode == cgcode } }

    private mutating func added(_ channel: Channel) -> Channel {
        channels.append(channel)
        return channel
    }

    private func compositeChannel(_ cgcode: Cgcode) -> Channel {
        let before = Self.text {
            $0.beginObject()
            $0.key("unit")
            $0.string(dialect.unit(of: cgcode))
            $0.key("value")
        }
        let after = Self.text {
            $0.key("cgcode")
            $0.string(cgcode.rawValue)
            $0.endObject()
        }
        return Channel(cgcode: cgcode, before: before, after: after, decimal: dialect.decimalForm(of: cgcode))
    }

    private func singleChannel(_ cgcode: Cgcode) -> Channel {
        let before = Self.text { writeSingle(cgcode, to: &$0) }
        return Channel(cgcode: cgcode, before: before, after: [], decimal: dialect.decimalForm(of: cgcode))
    }

    /// Writes what a single row has after its stamp, up to the value.
    func writeSingle(_ cgcode: Cgcode, to writer: inout JSONWriter) {
        switch singleCgcode {
        case .absent: break
        case .string:
            writer.key("cgcode")
            writer.string(cgcode.rawValue)
        case .number:
            writer.key("cgcode")
            writer.number(cgcode.rawValue)
        }
        writer.key("unit")
        writer.string(dialect.unit(of: cgcode))
        writer.key("value")
    }

    private static func text(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(capacity: 64)
        write(&writer)
        return writer.bytes
    }
}
