import JSON
import SimulationKernel

/// Sample requests, answers and pushes, written by the same code that writes the real ones.
extension Endpoint {
    func example(_ dialect: Dialect) -> JSONValue {
        let carrier = dialect.tokenCarrier(self)
        let token: [(String, JSONValue)] =
            self == .getToken || carrier == .header ? [] : [("token", .string(Self.sampleToken))]
        return .members(exampleFields(dialect) + token)
    }

    /// The answer to ``example(_:)``.
    func answerExample(_ dialect: Dialect) -> JSONValue {
        parsed(sampleAnswer(dialect).json(endpoint: self, dialect))
    }

    /// The push of the plan that ``example(_:)`` makes; nil for a call without one.
    func pushExample(_ dialect: Dialect) -> JSONValue? {
        guard let list = sampleList(dialect) else { return nil }
        return parsed(Push(planID: samplePlan(dialect), status: .success, list: list).json(dialect))
    }

    /// A rejection of the call with this HTTP status; nil if there is none.
    func failureExample(_ dialect: Dialect, httpStatus status: Int) -> JSONValue? {
        let samples: [Failure] = [
            .invalidCredentials, .tokenInvalid, .fieldMissing(name: "dcuNo"), .fieldMissing(name: "devList"),
            .systemBusy,
        ]
        let failure = samples.first { $0.isPossible(at: self, dialect) && dialect.httpStatus(of: $0) == status }
        return failure.map { parsed(Answer.failure($0).json(endpoint: self, dialect)) }
    }

    private func parsed(_ bytes: [UInt8]) -> JSONValue {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        return (try? JSONParser.parse(text))?.value ?? .null
    }

    private func exampleFields(_ dialect: Dialect) -> [(String, JSONValue)] {
        let meters: (String, JSONValue) = ("devList", "300500120001,300500120002")
        let window: [(String, JSONValue)] = [("start", "2025-03-01 00:00:00"), ("end", "2025-03-02 00:00:00")]
        let page: [(String, JSONValue)] = [("curPage", 1), ("pageSize", 50)]
        let dcu: (String, JSONValue) = ("dcuNo", "3005000012")
        return switch self {
        case .getToken:
            [("tenantCode", "2000000012"), ("username", "billing"), ("password", "secret"), ("secretKey", "key")]
        case .readFrozen: [meters, ("cgcode", "1")] + window
        case .readSingle: [meters, ("cgcode", "5069")]
        case .historyFrozen: [meters, ("cgcode", "1")] + window + page
        case .historySingle: [meters, ("cgcode", "5069")] + window + page
        case .relay: [meters, ("controlMode", 1)]
        case .readArchive: [dcu]
        case .addArchive: [dcu, ("archives", [["devAddr": "300500120003", "status": "1"]])]
        case .removeArchive:
            [dcu, ("archives", dialect.archiveForm == .strings ? ["300500120003"] : [["devAddr": "300500120003"]])]
        }
    }

    private func sampleAnswer(_ dialect: Dialect) -> Answer {
        let page = Answer.Page(total: 2, curPage: 1, pageSize: 50)
        return switch self {
        case .getToken: .token(Self.sampleToken, expireInSeconds: 7200, expires: Self.sampleInstant + .seconds(7200))
        case .historyFrozen: .compositePage(page, rows: Self.compositeRows(dialect))
        case .historySingle: .singlePage(page, rows: Self.singleRows(dialect))
        case .readFrozen, .readSingle, .relay, .readArchive, .addArchive, .removeArchive:
            .plan(
                samplePlan(dialect),
                topic: dialect.topic(of: samplePlan(dialect), endpoint: self, tenantCode: "2000000012")
            )
        }
    }

    private func sampleList(_ dialect: Dialect) -> Push.List? {
        switch self {
        case .getToken, .historyFrozen, .historySingle: nil
        case .readFrozen: .composite(Self.compositeRows(dialect))
        case .readSingle: .single(Self.singleRows(dialect))
        case .relay: .relay(Self.meters.map { RelayOutcome(devAddr: $0, isSuccessful: true) })
        case .readArchive:
            .archive(
                Self.meters.map {
                    ArchiveEntry(devAddr: $0, isEnabled: true, commType: "1", moduleNext: Self.meters[0])
                }
            )
        case .addArchive, .removeArchive: Push.List.none
        }
    }
}

extension Endpoint {
    private static let meters = ["300500120001", "300500120002"]
    private static let sampleToken = "c2FtcGxlLXRva2Vu"
    /// 2025-03-02 00:00 at +08:00.
    private static let sampleInstant = SimulatedInstant(milliseconds: 1_740_844_800_000)

    private func samplePlan(_ dialect: Dialect) -> PlanID {
        let time = CivilTime(millisecondsOnWall: Self.sampleInstant.milliseconds + 29_730_250)
        return PlanID.next(at: time, after: nil, form: dialect.planIDForm.form(of: self))
    }

    private static func compositeRows(_ dialect: Dialect) -> [CompositeRow] {
        meters.enumerated().map { index, meter in
            let magnitudes: [Int64] = [4_812_375, 1_250, 967_120, 410, 2_384, 2_384, 1_907, 1_112]
            let channels = zip(Cgcode.dailyBilling.channels, magnitudes).map { cgcode, magnitude in
                let value = magnitude + Int64(index)
                return ChannelValue(
                    cgcode: cgcode,
                    value: .scaled(cgcode.unit.isEnergy ? dialect.energyStep.rounded(value) : value)
                )
            }
            return CompositeRow(devAddr: meter, timestamp: sampleInstant, channels: channels)
        }
    }

    private static func singleRows(_ dialect: Dialect) -> [SingleRow] {
        compositeRows(dialect).map { SingleRow(devAddr: $0.devAddr, timestamp: $0.timestamp, channel: $0.channels[0]) }
    }
}
