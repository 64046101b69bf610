package import HESConformance
import HESContract
package import HESVerification
import JSON
import SimulationKernel

/// The first event of a run's evidence, which says with what it was made.
package enum RunHeader {
    /// The probe that comes before all others.
    static let loginProbe = "LOGIN"

    static func make(_ setup: VerificationSetup) -> EvidenceEvent.CaseHeader {
        var header = EvidenceEvent.CaseHeader()
        header.caseID = Findings.evidenceName
        header.pack = "default"
        header.catalogue = CatalogueVersion.latest.rawValue
        header.tenantCode = setup.tenantCode
        header.username = setup.username
        header.timeZone = setup.zone.name
        header.clock = "real"
        header.capabilities = [
            "meters": .words(setup.meters), "dcus": .words(setup.dcus), "writes": .words(setup.writes.map(\.rawValue)),
            "slow": .bool(setup.isSlow), "maxCalls": .number("\(setup.maxCalls)"),
        ]
        return header
    }

    /// What a run was made with, without its secrets; nil for evidence of another kind.
    package static func setup(of events: [EvidenceEvent]) -> VerificationSetup? {
        guard case .begin(let header)? = events.first?.kind, header.caseID == Findings.evidenceName else { return nil }
        func words(_ key: String) -> [String] {
            guard case .array(let nodes)? = header.capabilities.member(key)?.value else { return [] }
            return nodes.compactMap(\.value.string)
        }
        let meters = words("meters")
        guard !meters.isEmpty else { return nil }
        var setup = VerificationSetup(
            tenantCode: header.tenantCode,
            username: header.username,
            password: Secret(""),
            secretKey: Secret(""),
            meters: meters
        )
        setup.dcus = words("dcus")
        setup.writes = words("writes").compactMap { VerificationSetup.Write(rawValue: $0) }
        if case .bool(true)? = header.capabilities.member("slow")?.value { setup.isSlow = true }
        return setup
    }

    /// Ids of the probes that the evidence shows.
    package static func probes(of events: [EvidenceEvent]) -> [String] {
        var ids: [String] = []
        for event in events {
            guard case .step(let begin) = event.kind, let id = begin.source.member("probe")?.value.string,
                !ids.contains(id)
            else { continue }
            ids.append(id)
        }
        return ids
    }

    /// As `+08:00`, or an IANA name.
    package static func zoneName(of events: [EvidenceEvent]) -> String? {
        guard case .begin(let header)? = events.first?.kind else { return nil }
        return header.timeZone
    }
}
