import HESContract
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

    /// - Throws: `unknownDCU`.
    func knownDCU(_ dcuNo: String, of endpoint: Endpoint) throws(Rejection) -> Int {
        if let dcu = dcu(dcuNo) { return dcu }
        throw Rejection(
            .unknownDCU(dcuNo),
            at: "/dcuNo",
            expected: "a DCU of this tenant",
            actual: dcuNo,
            clause: endpoint.clause
        )
    }

    /// - Throws: `systemBusy` for an archive that is too large for one push.
    func checkArchiveSize(ofDCU dcu: Int, limit: Int) throws(Rejection) {
        let count = meterCount(ofDCU: dcu)
        guard count > limit else { return }
        throw Rejection(
            .systemBusy,
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
                commType: (meter.traits.link ?? dcus[dcu].link).commType,
                moduleNext: meter.traits.route ?? meter.devAddr
            )
        }
    }

    /// The DCU through which a meter can be read now; nil for an unknown meter, one in no archive and a disabled one.
    func reachableDCU(of devAddr: String, at now: SimulatedInstant) -> Int? {
        guard let meter = meter(devAddr), meter.isAlive(at: now), let membership = meter.membership,
            membership.isEnabled
        else { return nil }
        return membership.dcu
    }

    /// The link over which a DCU reads the meter.
    func link(of devAddr: String, inDCU dcu: Int) -> Link {
        meter(devAddr)?.traits.link ?? dcus[dcu].link
    }

    /// Moves or arms the breaker, as the rules' `breaker` says.
    ///
    /// - Returns: whether the meter reports success.
    mutating func moveBreaker(
        of devAddr: String,
        to mode: Call.Relay.ControlMode,
        as breaker: MeterRead.Breaker,
        at now: SimulatedInstant
    ) -> Bool {
        switch breaker {
        case .refuses: return false
        case .armsOnly where mode == .close: armBreaker(of: devAddr, at: now)
        case .obeys, .armsOnly, .answerLost: setBreaker(of: devAddr, to: mode, at: now)
        }
        return breaker != .answerLost
    }
}
