import HESContract
import HESSimulation
import JSON
import SimulationKernel

/// `history.rows`: what another head-end answered, a row or a window for each element.
struct RecordedRowDecoder {
    let dialect: Dialect

    private enum Line {
        case row(RecordedRows.Row)
        case window(RecordedRows.Window)

        var devAddr: String {
            switch self {
            case .row(let row): row.devAddr
            case .window(let window): window.devAddr
            }
        }
    }

    /// The rows, and where the meters stand, for warnings about those that do not exist.
    struct Decoded {
        var rows = RecordedRows()
        /// The first place of each meter.
        var meters: [(devAddr: String, place: Place)] = []
    }

    /// Rows of one world, at most.
    static let mostRows = 200_000

    func decode(_ place: Place?) -> Decoded {
        let lines = place?.either(.string { sideFile($0) }, .other { placedLines(of: $0) }) ?? []
        var (rows, windows, decoded) = ([RecordedRows.Row](), [RecordedRows.Window](), Decoded())
        var (seen, known) = (Set<RowKey>(), Set<String>())
        for (line, place) in lines {
            if known.insert(line.devAddr).inserted { decoded.meters.append((line.devAddr, place)) }
            switch line {
            case .window(let window): windows.append(window)
            case .row(let row):
                let isNew = seen.insert(RowKey(devAddr: row.devAddr, cgcode: row.cgcode, stamp: row.stamp)).inserted
                if isNew { rows.append(row) } else { complainOfRepetition(place) }
            }
        }
        decoded.rows = RecordedRows(rows, windows: windows)
        return decoded
    }

    /// A path is read, and the rows put in its place, before a document is decoded.
    private func sideFile(_ place: Place) -> [(Line, Place)]? {
        place.note("type", as: "string").note("minLength", as: 1)
        place.complain(expected: "the rows themselves, as an array: this document has no folder")
        return nil
    }

    private func placedLines(of place: Place) -> [(Line, Place)] {
        let places = place.elements()
        guard places.count <= Self.mostRows else {
            place.complain(
                expected: "at most \(Self.mostRows) recorded rows and windows",
                found: "\(places.count)",
                hint: "record a shorter session, or fewer meters"
            )
            return []
        }
        return places.compactMap { place in line(place).map { ($0, place) } }
    }

    private struct RowKey: Hashable {
        let devAddr: String
        let cgcode: Cgcode
        let stamp: SimulatedInstant
    }

    private func complainOfRepetition(_ place: Place) {
        place.complain(
            expected: "one row for each meter, item and stamp",
            found: "a second one",
            hint: "a key has one value; leave 'in' out when history and the meter both have the row"
        )
    }

    private func line(_ place: Place) -> Line? {
        place.shared("recordedRow", about: "What a head-end answered: a row, or the window of a question.") { place in
            place.either(
                .object(withAnyOf: "from", "until") { window($0) },
                .object(withAnyOf: "channelData") { composite($0) },
                .object { single($0) },
                otherwise: "a row with devAddr, cgcode, timestamp and value, or a window with from and until"
            )
        }
    }

    private func window(_ place: Place) -> Line? {
        guard let reader = place.object() else { return nil }
        let meter = devAddr(reader)
        let item = cgcode(reader, among: Cgcode.allCases)
        let from = stamp(reader.required("from", about: "The first stamp that was asked for, in ms."))
        let until = stamp(reader.required("until", about: "The last stamp that was asked for, in ms."))
        let road = road(reader)
        reader.finish()
        guard let meter, let item, let from, let until else { return nil }
        guard from <= until else {
            place.complain(expected: "'from' at or before 'until'", found: "a window that ends before it begins")
            return nil
        }
        return .window(RecordedRows.Window(devAddr: meter, cgcode: item, stamps: from...until, road: road))
    }

    private func single(_ place: Place) -> Line? {
        guard let reader = place.object() else { return nil }
        let meter = devAddr(reader)
        let item = cgcode(reader, among: Cgcode.allCases.filter { $0.category == .single })
        let stamp = stamp(reader.required("timestamp", about: "As it was answered, in ms."))
        let channel = channel(reader, of: item)
        let (road, position) = (self.road(reader), self.place(reader))
        reader.finish()
        guard let meter, let item, let stamp, let channel else { return nil }
        return .row(.init(devAddr: meter, cgcode: item, stamp: stamp, channels: [channel], road: road, place: position))
    }

    private func composite(_ place: Place) -> Line? {
        guard let reader = place.object() else { return nil }
        let meter = devAddr(reader)
        let item = cgcode(reader, among: Cgcode.allCases.filter { $0.category == .composite })
        let stamp = stamp(reader.required("timestamp", about: "As it was answered, in ms."))
        let places = reader.required("channelData", about: "In the order of the answer.")?.elements() ?? []
        let channels = places.compactMap { place -> ChannelValue? in
            guard let reader = place.object() else { return nil }
            defer { reader.finish() }
            return channel(reader, of: cgcode(reader, among: Cgcode.allCases.filter { $0.category == .single }))
        }
        let (road, position) = (self.road(reader), self.place(reader))
        reader.finish()
        guard let meter, let item, let stamp, channels.count == places.count else { return nil }
        return .row(.init(devAddr: meter, cgcode: item, stamp: stamp, channels: channels, road: road, place: position))
    }
}

extension RecordedRowDecoder {
    private func devAddr(_ reader: ObjectReader) -> String? {
        reader.required("devAddr", about: "The meter's number.")?
            .text("a meter number as a string, without commas and blanks", pattern: #"^[^,\s]{1,64}$"#) {
                MeterNumber.isPossible($0) ? $0 : nil
            }
    }

    private func cgcode(_ reader: ObjectReader, among items: [Cgcode]) -> Cgcode? {
        reader.required("cgcode", about: "The item of §4.2.")?.word(among: items.map(\.rawValue))
            .flatMap { Cgcode(rawValue: $0) }
    }

    /// Until the year 2286, so that no step of a grid leads out of the numbers.
    private func stamp(_ place: Place?) -> SimulatedInstant? {
        place?.integer(in: 0...9_999_999_999_999).map { SimulatedInstant(milliseconds: Int64($0)) }
    }

    private func place(_ reader: ObjectReader) -> SimulatedInstant? {
        let meaning = "Where it stands among the stamps that are asked for, in ms; its own stamp where it is absent."
        return stamp(reader.optional("place", about: meaning))
    }

    private func road(_ reader: ObjectReader) -> RecordedRows.Road? {
        reader.optional("in", about: "Where it was answered; both where it is absent.")?
            .choice(RecordedRows.Road.self)
    }

    /// `value` as it was answered, and `unit`, which must be the one that the world answers.
    private func channel(_ reader: ObjectReader, of item: Cgcode?) -> ChannelValue? {
        let value = reader.required("value", about: "As it was answered: text, number or null.")
        let unit = reader.optional("unit", about: "As it was answered; the dialect decides what is sent.")
        if let item, let unit, let text = unit.string(), text != dialect.unit(of: item) {
            unit.warn(expected: "the unit that this world answers, \"\(dialect.unit(of: item))\"", found: "\"\(text)\"")
        }
        guard let value else { return nil }
        value.note("type", as: ["string", "number", "null", "boolean"])
        switch value.node.value {
        case .array, .object:
            value.complain(expected: "a text, a number or null")
            return nil
        case .null, .bool, .number, .string: return item.map { ChannelValue(cgcode: $0, value: .json(text(value))) }
        }
    }

    private func text(_ value: Place) -> String {
        var writer = JSONWriter()
        writer.node(value.node.value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
