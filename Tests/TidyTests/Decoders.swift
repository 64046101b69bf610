/// What reads values from outside, and the unchecked operations in it that are safe, counted for each file.
enum Decoders {
    /// Folders and files, by the beginning of their path.
    static let places = [
        "Sources/Core/JSON/Reading/", "Sources/Core/JSON/Text/", "Sources/Core/HESScenario/Decoding/",
        "Sources/Core/HESScenario/Reading/", "Sources/Core/HESScenario/Diagnostics/", "Sources/Core/HESFaults/",
        "Sources/Core/HESContract/Calls/", "Sources/Core/HESContract/PlanID.swift",
        "Sources/Core/HESSimulation/Field/MeterNumbers.swift", "Sources/Core/SimulationKernel/CivilTime.swift",
        "Sources/Core/SimulationKernel/SimulatedDuration+Text.swift", "Sources/Edges/HESHTTP/Control/",
        "Sources/Edges/HESHTTP/Connections/HTTPConnectionHandler.swift",
        "Sources/Edges/HESHTTP/Connections/HTTPConnectionStateMachine.swift",
        "Sources/Edges/HESHTTP/Connections/RequestHead.swift",
        "Sources/Edges/HESHTTP/Connections/OutgoingReply+Bytes.swift", "Sources/Edges/HESMQTT/Listener/Access/",
        "Sources/Edges/HESMQTT/Listener/PacketFields.swift", "Sources/Edges/HESMQTT/Listener/PacketScanner.swift",
        "Sources/Edges/HESMQTT/Listener/SessionWatch.swift", "Sources/Edges/HESMQTT/BrokerAddress.swift",
        "Sources/Edges/HESState/FileHeader.swift", "Sources/Edges/HESState/Row+Columns.swift",
        "Sources/Edges/HESState/RecordedInput+Row.swift", "Sources/Edges/HESState/SavedWorld.swift",
        "Sources/Conformance/HESConformance/Evidence/", "Sources/Conformance/HESConformance/Reading/",
        "Sources/Conformance/HESConformance/Case/", "Sources/Conformance/HESClientDriver/Protocol/",
        "Sources/Conformance/HESRecording/Reading/",
    ]

    /// Why an operation that is not checked where it stands cannot end the process.
    enum Reason: String {
        /// Positions and counts of bytes, texts and lists in memory, within what the same function has compared.
        case positions
        /// To a wider integer, or a byte of a literal or a remainder.
        case widened
        /// Numbers of a range that was checked before, which leaves room for the result.
        case compared
        /// Lists and texts that are joined.
        case joined
        /// A text that is read as a number, or is none: the result is optional.
        case texts
        /// Numbers that the simulator itself counts.
        case own
    }

    /// By path, without files that have none.
    ///
    /// A new operation raises the count of its file: say why it is safe.
    static let allowed: [String: (count: Int, reasons: [Reason])] = [
        "Sources/Core/JSON/Reading/ObjectReader.swift": (1, [.joined]),
        "Sources/Core/JSON/Reading/Suggestion.swift": (32, [.positions]),
        "Sources/Core/JSON/Text/JSONNode.swift": (1, [.texts]),
        "Sources/Core/JSON/Text/JSONParser.swift": (28, [.positions, .widened]),
        "Sources/Core/JSON/Text/JSONValue+Members.swift": (3, [.positions, .joined]),
        "Sources/Core/JSON/Text/JSONValue+Pretty.swift": (18, [.positions, .joined]),
        "Sources/Core/JSON/Text/JSONWriter.swift": (9, [.positions, .compared, .widened]),
        "Sources/Core/HESScenario/Decoding/DCUDecoder.swift": (1, [.joined]),
        "Sources/Core/HESScenario/Decoding/DialectDecoder.swift": (3, [.texts, .joined]),
        "Sources/Core/HESScenario/Decoding/EffectWarnings+Rules.swift": (3, [.widened, .compared]),
        "Sources/Core/HESScenario/Decoding/EffectWarnings+Shadowing.swift": (1, [.joined]),
        "Sources/Core/HESScenario/Decoding/EffectWarnings.swift": (1, [.positions]),
        "Sources/Core/HESScenario/Decoding/EventDecoder.swift": (4, [.compared]),
        "Sources/Core/HESScenario/Decoding/MeterDecoder.swift": (1, [.compared]),
        "Sources/Core/HESScenario/Decoding/MeterOverlap.swift": (1, [.joined]),
        "Sources/Core/HESScenario/Decoding/ProfileDecoder.swift": (4, [.compared]),
        "Sources/Core/HESScenario/Decoding/RecordedRowDecoder.swift": (1, [.widened]),
        "Sources/Core/HESScenario/Decoding/RecurrenceDecoder.swift": (4, [.widened, .compared]),
        "Sources/Core/HESScenario/Decoding/ScenarioDecoder.swift": (1, [.compared]),
        "Sources/Core/HESScenario/Decoding/TenantDecoder.swift": (3, [.compared, .joined]),
        "Sources/Core/HESScenario/Reading/Place+Distribution.swift": (2, [.positions]),
        "Sources/Core/HESScenario/Reading/Place+Time.swift": (4, [.compared]),
        "Sources/Core/HESScenario/Reading/TimeZoneTable.swift": (17, [.positions, .compared]),
        "Sources/Core/HESScenario/Diagnostics/JSONSlip.swift": (7, [.positions]),
        "Sources/Core/HESScenario/Diagnostics/SourceText.swift": (9, [.positions]),
        "Sources/Core/HESContract/Calls/CallRequest.swift": (2, [.positions, .joined]),
        "Sources/Core/HESContract/Calls/RequestBody+Members.swift": (5, [.positions, .compared]),
        "Sources/Core/HESContract/Calls/RequestBody.swift": (1, [.texts]),
        "Sources/Core/HESContract/PlanID.swift": (40, [.positions, .widened, .compared]),
        "Sources/Core/HESSimulation/Field/MeterNumbers.swift": (25, [.compared, .joined]),
        "Sources/Core/SimulationKernel/CivilTime.swift": (33, [.positions, .widened, .compared]),
        "Sources/Core/SimulationKernel/SimulatedDuration+Text.swift": (4, [.compared]),
        "Sources/Core/HESFaults/Kinds/Field/BadValue.swift": (1, [.positions]),
        "Sources/Core/HESFaults/Kinds/Field/ClockDrift.swift": (1, [.compared]),
        "Sources/Core/HESFaults/Kinds/Field/ScaledValue.swift": (4, [.positions, .compared]),
        "Sources/Core/HESFaults/Kinds/Field/SlowRead.swift": (1, [.compared]),
        "Sources/Core/HESFaults/Kinds/Push/PushCorrupt.swift": (8, [.positions, .widened, .joined]),
        "Sources/Core/HESFaults/Kinds/Push/PushDelay.swift": (1, [.positions, .compared]),
        "Sources/Core/HESFaults/Kinds/Push/PushDuplicate.swift": (4, [.compared]),
        "Sources/Core/HESFaults/Kinds/Push/PushForeign.swift": (6, [.compared, .joined]),
        "Sources/Core/HESFaults/Kinds/Push/PushHold.swift": (5, [.positions, .compared]),
        "Sources/Core/HESFaults/Kinds/Reply/ReplyDelay.swift": (1, [.compared]),
        "Sources/Core/HESFaults/Kinds/Reply/ReplyGarbage.swift": (2, [.widened, .joined]),
        "Sources/Core/HESFaults/ParameterForm+All.swift": (1, [.positions]),
        "Sources/Edges/HESHTTP/Control/Description/ControlOpenAPI.swift": (5, [.joined]),
        "Sources/Edges/HESHTTP/Control/Description/DocumentSchemas.swift": (2, [.joined]),
        "Sources/Edges/HESHTTP/Control/Description/QueryParameter.swift": (1, [.texts]),
        "Sources/Edges/HESHTTP/Control/JournalPattern.swift": (1, [.positions]),
        "Sources/Edges/HESHTTP/Control/OriginMiddleware.swift": (3, [.positions, .joined]),
        "Sources/Edges/HESHTTP/Control/Routes/AwaitRoutes.swift": (5, [.positions, .joined, .own]),
        "Sources/Edges/HESHTTP/Control/Routes/ClockRoutes.swift": (1, [.compared]),
        "Sources/Edges/HESHTTP/Control/Routes/EventRoutes.swift": (6, [.compared, .joined, .texts, .own]),
        "Sources/Edges/HESHTTP/Control/Routes/FieldRoutes.swift": (1, [.compared]),
        "Sources/Edges/HESHTTP/Control/Routes/JournalRoutes.swift": (1, [.own]),
        "Sources/Edges/HESHTTP/Control/Routes/MetricsRoutes.swift": (1, [.own]),
        "Sources/Edges/HESHTTP/Control/WorldFactory.swift": (3, [.positions, .own]),
        "Sources/Edges/HESHTTP/Connections/OutgoingReply+Bytes.swift": (2, [.positions]),
        "Sources/Edges/HESHTTP/Connections/RequestHead.swift": (3, [.positions, .own]),
        "Sources/Edges/HESMQTT/Listener/Access/AccessGate+Broker.swift": (2, [.widened, .joined]),
        "Sources/Edges/HESMQTT/Listener/Access/AccessGate+Client.swift": (5, [.positions, .joined]),
        "Sources/Edges/HESMQTT/Listener/Access/AccessGate.swift": (15, [.positions, .joined]),
        "Sources/Edges/HESMQTT/Listener/Access/FrameReader.swift": (31, [.positions, .widened]),
        "Sources/Edges/HESMQTT/Listener/Access/PublishFields.swift": (2, [.widened]),
        "Sources/Edges/HESMQTT/Listener/Access/SubscribeRequest.swift": (5, [.positions, .widened]),
        "Sources/Edges/HESMQTT/Listener/Access/TopicAliases.swift": (3, [.positions]),
        "Sources/Edges/HESMQTT/Listener/Access/TopicScope.swift": (4, [.positions, .joined]),
        "Sources/Edges/HESMQTT/Listener/PacketFields.swift": (8, [.widened]),
        "Sources/Edges/HESMQTT/Listener/PacketScanner.swift": (4, [.positions, .widened]),
        "Sources/Edges/HESMQTT/Listener/SessionWatch.swift": (8, [.positions, .widened]),
        "Sources/Edges/HESMQTT/BrokerAddress.swift": (10, [.positions, .texts]),
        "Sources/Edges/HESState/FileHeader.swift": (4, [.positions, .widened]),
        "Sources/Edges/HESState/Row+Columns.swift": (3, [.positions]),
        "Sources/Edges/HESState/RecordedInput+Row.swift": (8, [.positions, .texts]),
        "Sources/Conformance/HESConformance/Evidence/Evidence.swift": (4, [.positions]),
        "Sources/Conformance/HESConformance/Evidence/EvidenceEvent.swift": (5, [.compared, .joined]),
        "Sources/Conformance/HESConformance/Evidence/EvidenceMembers.swift": (1, [.texts]),
        "Sources/Conformance/HESConformance/Evidence/ExactDecimal.swift": (5, [.positions, .compared, .texts]),
        "Sources/Conformance/HESConformance/Evidence/MeasuringUnit.swift": (1, [.compared]),
        "Sources/Conformance/HESConformance/Evidence/Reading.swift": (3, [.compared, .joined, .texts]),
        "Sources/Conformance/HESConformance/Evidence/JSONValue+Matching.swift": (1, [.positions, .texts]),
        "Sources/Conformance/HESConformance/Evidence/PlanPush.swift": (4, [.positions, .joined]),
        "Sources/Conformance/HESConformance/Evidence/TopicFilter.swift": (5, [.positions]),
        "Sources/Conformance/HESConformance/Reading/CaseProblem.swift": (1, [.texts]),
        "Sources/Conformance/HESConformance/Case/Case.swift": (1, [.joined]),
        "Sources/Conformance/HESConformance/Case/CaseLinter.swift": (5, [.positions, .joined]),
        "Sources/Conformance/HESConformance/Case/CaseLoader.swift": (2, [.positions]),
        "Sources/Conformance/HESConformance/Case/EventPattern.swift": (3, [.joined]),
        "Sources/Conformance/HESClientDriver/Protocol/CaseBegin.swift": (1, [.joined]),
        "Sources/Conformance/HESRecording/Reading/Recording.swift": (1, [.positions]),
        "Sources/Conformance/HESRecording/Reading/WireRow.swift": (2, [.compared, .texts]),
        "Sources/Conformance/HESClientDriver/Protocol/DriverRequest.swift": (1, [.joined]),
        "Sources/Conformance/HESClientDriver/Protocol/LineSplitter.swift": (6, [.positions, .joined]),
        "Sources/Conformance/HESClientDriver/Protocol/ObjectReader+Messages.swift": (2, [.joined, .texts]),
    ]
}
