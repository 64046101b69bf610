import HESContract
import HESMeterModel
import SimulationKernel

/// Access to the plant for calls, which are rejected for unknown meters and DCUs.
extension MeterPlant {
    /// The meters of a plan; the dialect decides how unknown numbers are treated.
    ///
    /// - Throws: `unknownMeter` under a dialect that rejects such calls.
    func known(
        _ devAddrs: [String],
        of endpoint: Endpoint,
        under dialect: Dialect.UnknownMeter
    ) throws(Rejection) -> [String] {
        switch dialect {
        case .failsInPlan: return devAddrs
        case .dropped: return devAddrs.filter { meter($0) != nil }
        case .rejectsCall:
            guard let unknown = devAddrs.first(where: { meter($0) == nil }) else { return devAddrs }
            throw Rejection(
                .unknownMeter(unknown),
                at: "/devList",
                expected: "meters of this tenant",
                actual: unknown,
                clause: endpoint.clause
            )
        }
    }

    /// Nil for a DCU that the tenant does not have, whose plan fails.
    ///
    /// - Throws: `unknownDCU` under a dialect that rejects such calls.
    func knownDCU(
        _ dcuNo: String,
        of endpoint: Endpoint,
        under dialect: Dialect.UnknownDCU
    ) throws(Rejection) -> Int? {
        if let dcu = dcu(dcuNo) { return dcu }
        switch dialect {
        case .failsInPlan: return nil
        case .rejectsCall: throw unknownDCU(dcuNo, of: endpoint)
        }
    }

    private func unknownDCU(_ dcuNo: String, of endpoint: Endpoint) -> Rejection {
        Rejection(
            .unknownDCU(dcuNo),
            at: "/dcuNo",
            expected: "a DCU of this tenant",
            actual: dcuNo,
            clause: endpoint.clause
        )
    }

    /// Whether a DCU's archive takes all of these numbers.
    ///
    /// - Throws: `unknownMeter` or `meterElsewhere` under a dialect that rejects such calls.
    func takes(_ devAddrs: [String], inDCU dcu: Int, under dialect: Dialect) throws(Rejection) -> Bool {
        for (index, devAddr) in devAddrs.enumerated() {
            guard let meter = meter(devAddr) else {
                switch dialect.addUnknown {
                case .installs: continue
                case .fails: return false
                case .rejectsCall: throw notTaken(.unknownMeter(devAddr), found: devAddr, at: index)
                }
            }
            guard let other = meter.membership?.dcu, other != dcu else { continue }
            switch dialect.addElsewhere {
            case .moves: continue
            case .fails: return false
            case .rejectsCall:
                throw notTaken(.meterElsewhere(devAddr), found: "\(devAddr) of \(dcus[other].dcuNo)", at: index)
            }
        }
        return true
    }

    private func notTaken(_ failure: Failure, found: String, at index: Int) -> Rejection {
        Rejection(
            failure,
            at: "/archives/\(index)/devAddr",
            expected: "a meter of this tenant that is in no other DCU's archive",
            actual: found,
            clause: "§3.8"
        )
    }

    /// - Throws: `planTooLarge` for an archive that is too large for one push.
    func checkArchiveSize(ofDCU dcu: Int, limit: Int) throws(Rejection) {
        let count = meterCount(ofDCU: dcu)
        guard count > limit else { return }
        throw Rejection(
            .planTooLarge(limit: limit),
            at: "/dcuNo",
            expected: "an archive of at most \(limit) meters",
            actual: "\(count)",
            clause: "§3.7"
        )
    }

    /// A DCU's archive in the form of readArchive's result.
    func archiveEntries(ofDCU dcu: Int) -> [ArchiveEntry] {
        archive(ofDCU: dcu).map { meter in
            ArchiveEntry(
                devAddr: meter.devAddr,
                isEnabled: meter.membership?.isEnabled ?? false,
                commType: commType(of: meter, inDCU: dcu),
                moduleNext: meter.traits.route ?? meter.devAddr
            )
        }
    }

    /// The meter's own; else that of its own link; else its DCU's.
    private func commType(of meter: FieldMeter, inDCU dcu: Int) -> String {
        meter.traits.commType ?? meter.traits.link?.commType ?? dcus[dcu].commType ?? dcus[dcu].link.commType
    }

    /// The DCU through which a meter can be read now; nil for an unknown meter, one in no archive and a disabled one.
    func reachableDCU(of devAddr: String, at now: SimulatedInstant) -> Int? {
        guard let meter = meter(devAddr), meter.isAlive(at: now), let membership = meter.membership,
            membership.isEnabled
        else { return nil }
        return membership.dcu
    }

    /// Why a meter cannot be read now; nil if it can.
    func obstacle(toReading devAddr: String, at now: SimulatedInstant) -> ReadFailure? {
        guard let meter = meter(devAddr) else { return .unknownMeter }
        return meter.obstacle(at: now)
    }

    /// How a DCU reads the meter.
    func path(of devAddr: String, inDCU dcu: Int) -> ReadPath {
        guard let traits = meter(devAddr)?.traits, let link = traits.link else {
            return ReadPath(link: dcus[dcu].link, firstPass: dcus[dcu].firstPass)
        }
        return ReadPath(link: link, firstPass: traits.firstPass)
    }

    /// The link over which a meter is read, and how often it reaches the meter at the first attempt of an hour; nil for always.
    struct ReadPath {
        let link: Link
        let firstPass: FirstPass?
    }

    /// Moves or arms the breaker, as the rules' `breaker` says.
    ///
    /// - Returns: why the meter does not report success; nil if it does.
    mutating func moveBreaker(
        of devAddr: String,
        to mode: Call.Relay.ControlMode,
        as breaker: MeterRead.Breaker,
        at now: SimulatedInstant
    ) -> ReadFailure? {
        switch breaker {
        case .refuses: return .breakerRefused
        case .armsOnly where mode == .close: armBreaker(of: devAddr, at: now)
        case .obeys, .armsOnly, .answerLost: setBreaker(of: devAddr, to: mode, at: now)
        }
        return breaker == .answerLost ? .answerLost : nil
    }
}
