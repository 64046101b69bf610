import HESContract
import HESRuntime
import HESSimulation

/// `/_sim/metrics`: Prometheus text (exposition format 0.0.4).
struct MetricsRoutes {
    let simulator: Simulator
    let readiness: Readiness

    func get() -> ControlReply {
        var text = PrometheusText()
        requests(simulator.metrics.requests, &text)
        pushes(simulator.metrics.pushes, &text)
        worlds(&text)
        return ControlReply(text: text.text, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private func requests(_ requests: Metrics.Requests, _ text: inout PrometheusText) {
        text.family("hes_sim_requests_total", "counter", "Answered calls of the HES Open API.")
        for (request, count) in requests.counts.sorted(by: { $0.key < $1.key }) {
            text.sample(
                "hes_sim_requests_total",
                [("endpoint", request.endpoint.rawValue), ("code", "\(request.code)")],
                count
            )
        }
        text.family("hes_sim_request_duration_seconds", "histogram", "From the request's last byte to its answer.")
        for endpoint in Endpoint.allCases {
            guard let histogram = requests.latencies[endpoint] else { continue }
            text.histogram("hes_sim_request_duration_seconds", [("endpoint", endpoint.rawValue)], histogram)
        }
    }

    private func pushes(_ pushes: Metrics.Pushes, _ text: inout PrometheusText) {
        text.family(
            "hes_sim_push_lag_seconds",
            "histogram",
            "From a push's being due to its acknowledgement by the broker."
        )
        text.histogram("hes_sim_push_lag_seconds", [], pushes.lag)
        text.family("hes_sim_pushes_acknowledged_total", "counter", "Pushes that the broker has acknowledged.")
        text.sample("hes_sim_pushes_acknowledged_total", [], pushes.lag.count)
        text.family("hes_sim_pushes_failed_total", "counter", "Pushes that could not be handed over.")
        text.sample("hes_sim_pushes_failed_total", [], pushes.failedCount)
        text.family("hes_sim_broker_connected", "gauge", "Whether the broker is connected.")
        text.sample("hes_sim_broker_connected", [], readiness.isReady(.broker) ? 1 : 0)
    }

    private func worlds(_ text: inout PrometheusText) {
        let worlds = simulator.worlds
        text.family("hes_sim_worlds", "gauge", "Worlds of the process.")
        text.sample("hes_sim_worlds", [], worlds.count)
        let counts = worlds.map { world in (world.tenantCode, world.read { headEnd, _ in WorldCounts(headEnd) }) }
        text.family("hes_sim_plans_total", "counter", "Plans by what became of them.")
        for (tenant, count) in counts {
            text.sample("hes_sim_plans_total", [("tenant", tenant), ("status", "published")], count.published)
            text.sample("hes_sim_plans_total", [("tenant", tenant), ("status", "failed")], count.failed)
        }
        text.family("hes_sim_plans_in_flight", "gauge", "Plans that have no result yet.")
        for (tenant, count) in counts { text.sample("hes_sim_plans_in_flight", [("tenant", tenant)], count.inFlight) }
        text.family("hes_sim_faults_armed", "gauge", "Rules that can still act.")
        for (tenant, count) in counts { text.sample("hes_sim_faults_armed", [("tenant", tenant)], count.faults) }
    }
}

private struct WorldCounts: Sendable {
    let published: Int
    let failed: Int
    let inFlight: Int
    let faults: Int

    init(_ headEnd: borrowing HeadEnd) {
        published = headEnd.plans.publishedCount
        failed = headEnd.plans.failedCount
        inFlight = headEnd.plans.inFlightCount
        let now = headEnd.now
        faults = headEnd.rules.all.count { $0.isAlive(at: now) }
    }
}

/// Lines of the exposition format.
struct PrometheusText {
    private(set) var text = ""

    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Int) {
        text += "\(name)\(braces(labels)) \(value)\n"
    }

    mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Metrics.Histogram) {
        var total = 0
        for (index, count) in histogram.counts.enumerated() {
            total += count
            let bound = index < Metrics.bounds.count ? "\(Metrics.bounds[index])" : "+Inf"
            sample(name + "_bucket", labels + [("le", bound)], total)
        }
        text += "\(name)_sum\(braces(labels)) \(histogram.sum)\n"
        sample(name + "_count", labels, total)
    }

    private func braces(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { name, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(escaped)\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }
}
