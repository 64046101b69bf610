import HESContract
import HESRuntime
import HESSimulation

/// `/_sim/metrics`: Prometheus text (exposition format 0.0.4).
struct MetricsRoutes {
    let simulator: Simulator
    let readiness: Readiness

    func get() -> ControlReply {
        var text = PrometheusText()
        requests(simulator.metrics.requests, into: &text)
        missed(simulator.metrics.missedRequestCounts, into: &text)
        pushes(simulator.metrics.pushes, into: &text)
        worlds(into: &text)
        waiting(into: &text)
        return ControlReply(text: text.text, contentType: "text/plain; version=0.0.4; charset=utf-8")
    }

    private func requests(_ requests: Metrics.Requests, into text: inout PrometheusText) {
        text.family("hes_sim_requests_total", type: "counter", help: "Answered calls of the HES Open API.")
        for (request, count) in requests.counts.sorted(by: { $0.key < $1.key }) {
            text.sample(
                "hes_sim_requests_total",
                labels: [("endpoint", request.endpoint.rawValue), ("code", "\(request.code)")],
                value: count
            )
        }
        text.family(
            "hes_sim_request_duration_seconds",
            type: "histogram",
            help: "From the request's last byte to its answer."
        )
        for endpoint in Endpoint.allCases {
            guard let histogram = requests.latencies[endpoint] else { continue }
            text.histogram("hes_sim_request_duration_seconds", labels: [("endpoint", endpoint.rawValue)], of: histogram)
        }
    }

    private func missed(_ counts: [Int: Int], into text: inout PrometheusText) {
        text.family(
            "hes_sim_requests_missed_total",
            type: "counter",
            help: "Requests that are none of the nine calls, by the HTTP status of the answer."
        )
        for (status, count) in counts.sorted(by: { $0.key < $1.key }) {
            text.sample("hes_sim_requests_missed_total", labels: [("status", "\(status)")], value: count)
        }
    }

    private func pushes(_ pushes: Metrics.Pushes, into text: inout PrometheusText) {
        text.family(
            "hes_sim_push_lag_seconds",
            type: "histogram",
            help: "From a push's being due to its acknowledgement by the broker."
        )
        text.histogram("hes_sim_push_lag_seconds", labels: [], of: pushes.lag)
        text.family(
            "hes_sim_pushes_acknowledged_total",
            type: "counter",
            help: "Pushes that the broker has acknowledged."
        )
        text.sample("hes_sim_pushes_acknowledged_total", labels: [], value: pushes.lag.count)
        text.family("hes_sim_pushes_failed_total", type: "counter", help: "Pushes that could not be handed over.")
        text.sample("hes_sim_pushes_failed_total", labels: [], value: pushes.failedCount)
        text.family(
            "hes_sim_pushes_lost_total",
            type: "counter",
            help: "Pushes that a broker acknowledged before it died and that may be lost: they were not kept."
        )
        text.sample("hes_sim_pushes_lost_total", labels: [], value: pushes.lostCount)
        text.family("hes_sim_broker_connected", type: "gauge", help: "Whether the broker is connected.")
        text.sample("hes_sim_broker_connected", labels: [], value: readiness.isReady(.broker) ? 1 : 0)
        broker(simulator.metrics.brokerCounts, into: &text)
    }

    private func broker(_ counts: Metrics.BrokerCounts, into text: inout PrometheusText) {
        let counters: [(name: String, help: String, count: Int)] = [
            ("hes_sim_broker_deaths_total", "Deaths of the managed broker.", counts.deathCount),
            (
                "hes_sim_broker_failed_starts_total",
                "Starts of the managed broker after a death that failed.",
                counts.failedStartCount
            ),
            (
                "hes_sim_broker_connections_lost_total",
                "Connections to the broker that ended by themselves.",
                counts.lostConnectionCount
            ),
        ]
        for counter in counters {
            text.family(counter.name, type: "counter", help: counter.help)
            text.sample(counter.name, labels: [], value: counter.count)
        }
    }

    private func worlds(into text: inout PrometheusText) {
        let worlds = simulator.worlds
        text.family("hes_sim_worlds", type: "gauge", help: "Worlds of the process.")
        text.sample("hes_sim_worlds", labels: [], value: worlds.count)
        let counts = worlds.map { world in (world.tenantCode, world.read { headEnd, _ in WorldCounts(headEnd) }) }
        text.family("hes_sim_plans_total", type: "counter", help: "Plans by what became of them.")
        for (tenant, count) in counts {
            text.sample(
                "hes_sim_plans_total",
                labels: [("tenant", tenant), ("status", "published")],
                value: count.published
            )
            text.sample("hes_sim_plans_total", labels: [("tenant", tenant), ("status", "failed")], value: count.failed)
        }
        text.family("hes_sim_plans_in_flight", type: "gauge", help: "Plans that have no result yet.")
        for (tenant, count) in counts {
            text.sample("hes_sim_plans_in_flight", labels: [("tenant", tenant)], value: count.inFlight)
        }
        text.family("hes_sim_faults_armed", type: "gauge", help: "Rules that can still act.")
        for (tenant, count) in counts {
            text.sample("hes_sim_faults_armed", labels: [("tenant", tenant)], value: count.faults)
        }
    }

    private func waiting(into text: inout PrometheusText) {
        let gauges: [(name: String, help: String, count: (World) -> Int)] = [
            ("hes_sim_pushes_waiting", "Pushes that are due and not rendered.", { $0.waitingPushCount }),
            ("hes_sim_push_rows_waiting", "Rows, about, of pushes that are due and not rendered.", { $0.load.rows }),
            ("hes_sim_push_bytes_waiting", "Bytes of pushes that the broker has not acknowledged.", { $0.load.bytes }),
        ]
        for gauge in gauges {
            text.family(gauge.name, type: "gauge", help: gauge.help)
            for world in simulator.worlds {
                text.sample(gauge.name, labels: [("tenant", world.tenantCode)], value: gauge.count(world))
            }
        }
        text.family(
            "hes_sim_calls_refused_busy_total",
            type: "counter",
            help: "Calls refused with 'system busy' because too much waited to be pushed."
        )
        text.sample("hes_sim_calls_refused_busy_total", labels: [], value: simulator.metrics.refusedCallCount)
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

    mutating func family(_ name: String, type: String, help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, labels: [(String, String)], value: Int) {
        text += "\(name)\(braces(labels)) \(value)\n"
    }

    mutating func histogram(_ name: String, labels: [(String, String)], of histogram: Metrics.Histogram) {
        var total = 0
        for (index, count) in histogram.counts.enumerated() {
            total += count
            let bound = index < Metrics.bounds.count ? "\(Metrics.bounds[index])" : "+Inf"
            sample(name + "_bucket", labels: labels + [("le", bound)], value: total)
        }
        text += "\(name)_sum\(braces(labels)) \(histogram.sum)\n"
        sample(name + "_count", labels: labels, value: total)
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
