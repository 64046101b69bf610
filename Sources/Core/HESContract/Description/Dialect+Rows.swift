import JSON

/// Schemas of the rows of history and pushes.
extension Dialect {
    /// A row of §3.2 and §3.4.
    ///
    /// With `inPush` it allows the forms of failed meters.
    func compositeRow(inPush: Bool) -> JSONValue {
        let codes = Cgcode.allCases.filter { $0.category == .composite }.flatMap(\.channels)
        var unique: [Cgcode] = []
        for code in codes where !unique.contains(code) { unique.append(code) }
        let list = Shape.list(channel(unique, inPush: inPush))
        let empty = inPush ? emptyChannels : []
        let text = empty.isEmpty ? "" : " Empty where \(empty.joined(separator: ", or "))."
        let channels = (empty.isEmpty ? list.with(["minItems": 1]) : list).described("A value of each channel." + text)
        let label = freezeLabel.isOpening ? " Of a day or month: when it began." : ""
        return Shape.object(
            [
                ("devAddr", devAddr),
                ("timestamp", timestamp(meaning: label)),
                ("channelData", channels),
            ],
            isOpen: isOpen
        )
    }

    /// Where a row of §3.2's push has no channels.
    private var emptyChannels: [String] {
        (failedMeter == .emptyChannels ? ["the meter failed"] : [])
            + (emptyWindow.hasRow ? ["the meter has no freeze in the window"] : [])
    }

    /// A row of §3.3's push, or of §3.5's page.
    func singleRow(inPush: Bool) -> JSONValue {
        let singles = Cgcode.allCases.filter { $0.category == .single }
        let stamp = timestamp(meaning: singleStampText(inPush: inPush))
        var members: [(String, JSONValue)] = [("devAddr", devAddr), ("timestamp", stamp)]
        let form = inPush ? HistoryCgcode.string : historyCgcode
        if form != .absent { members.append(("cgcode", cgcode(singles, as: form).described("What the value is."))) }
        members += [("unit", units(of: singles)), ("value", plainValue(inPush: inPush))]
        let row = Shape.object(members, isOpen: isOpen)
        return row.with(["anyOf": .list(fragments(singles, as: form, inPush: inPush))])
    }

    /// What a stamp of §3.3 or §3.5 stands for, where that is not the meter's own instant.
    private func singleStampText(inPush: Bool) -> String {
        let ofPlan =
            switch instantStamp {
            case .meter: ""
            case .task: " Of a real-time read: when its plan's last meter was done."
            case .start: " Of a real-time read: when its plan was accepted."
            }
        guard !inPush else { return ofPlan }
        let kept =
            switch singleHistory {
            case .grid: ""
            case .taskReturn: " 3 to 120 s after the end of an interval; energy and demand at 00:00."
            case .onDemand: " Of real-time reads only; energy and demand at 00:00."
            }
        return kept + ofPlan
    }

    private func channel(_ codes: [Cgcode], inPush: Bool) -> JSONValue {
        let extra = channelOrder == .extra
        let code = Shape.one(of: codes.map(\.rawValue) + (extra ? [Self.unknownCode] : []))
        let units = extra ? Shape.text.described("Unit of the value.") : units(of: codes)
        let members: [(String, JSONValue)] = [
            ("unit", units), ("value", plainValue(inPush: inPush)), ("cgcode", code.described("What the value is.")),
        ]
        let unknown: JSONValue = ["properties": ["cgcode": ["const": .string(Self.unknownCode)]]]
        let fragments = fragments(codes, as: .string, inPush: inPush) + (extra ? [unknown] : [])
        return Shape.object(members, isOpen: isOpen).with(["anyOf": .list(fragments)])
    }

    /// A schema for each group of codes with the same unit and decimal places.
    private func fragments(_ codes: [Cgcode], as form: HistoryCgcode, inPush: Bool) -> [JSONValue] {
        unitGroups(of: codes).map { group in
            var members = [("unit", group.unit), ("value", shown(group.value, inPush: inPush))]
            if form != .absent { members.append(("cgcode", cgcode(group.cgcodes, as: form))) }
            return ["properties": .members(members)]
        }
    }

    private func cgcode(_ codes: [Cgcode], as form: HistoryCgcode) -> JSONValue {
        switch form {
        case .number: ["type": "integer", "enum": .list(codes.map { .number($0.rawValue) })]
        case .string, .absent: Shape.one(of: codes.map(\.rawValue))
        }
    }

    private func plainValue(inPush: Bool) -> JSONValue {
        let shown = shown(valueType == .string ? Shape.text : ["type": "number"], inPush: inPush)
        return shown.described(value.text + (inPush ? failedText : ""))
    }

    /// The schema of a value, or of the dialect's substitute for one that could not be read.
    private func shown(_ schema: JSONValue, inPush: Bool) -> JSONValue {
        guard inPush, let failed = failedValue else { return schema }
        return Shape.any(of: [schema, failed])
    }

    private var failedValue: JSONValue? {
        switch failedMeter {
        case .absent, .emptyChannels: nil
        case .emptyValue: Shape.constant("")
        case .nullValue: Shape.nothing
        case .dashes: Shape.constant("--")
        }
    }

    private var failedText: String {
        failedValue == nil
            ? ""
            : " Of a meter that failed: \(failedMeter == .nullValue ? "null" : failedMeter == .dashes ? "--" : "empty")."
    }

    /// A code that is in no table of the document.
    private static let unknownCode = "5999"
}

extension JSONValue {
    /// The description of a schema.
    var text: String { member("description")?.value.string ?? "" }
}
