import MQTTClient

/// When one operation must be over, on the machine's clock.
struct Budget: Sendable {
    let end: ContinuousClock.Instant

    init(_ limit: Duration) {
        end = .now + limit
    }

    var rest: Duration { max(.zero, ContinuousClock.now.duration(to: end)) }

    func allows(_ duration: Duration) -> Bool { duration < rest }
}

/// - Returns: nil if the value did not arrive in time or its promise failed.
func value<Value: Sendable>(of shot: Promise<Value>, within limit: Duration) async -> Value? {
    await finished(within: limit) { try? await shot.value() } ?? nil
}

/// The limit is one of the machine's clock, or of `clock`.
///
/// - Returns: nil if the work was not done in time; it is cancelled and waited for.
func finished<Value: Sendable>(
    within limit: Duration,
    on clock: VirtualClock? = nil,
    _ work: @escaping @Sendable () async -> Value
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await work() }
        group.addTask {
            if let clock { try? await clock.pause(for: limit) } else { try? await Task.sleep(for: max(.zero, limit)) }
            return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
}

/// Runs the work for every element, at most `limit` at once; results keep the elements' order.
func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    limit: Int,
    work: @escaping @Sendable (Element) async -> Value
) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
        var results: [Int: Value] = [:]
        for (index, element) in elements.enumerated() {
            if index >= limit, let (done, value) = await group.next() { results[done] = value }
            group.addTask { (index, await work(element)) }
        }
        for await (done, value) in group { results[done] = value }
        return elements.indices.compactMap { results[$0] }
    }
}
