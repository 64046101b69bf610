import HESContract

/// A meter as the collector knows it, from archives and from what came.
package struct KnownMeter: Sendable {
    package let devAddr: String
    package internal(set) var dcuNo: String
    /// Whether its load profile is collected; its daily billing always is.
    package let hasProfile: Bool
    /// The first freeze that it is asked for, in milliseconds since the epoch.
    package internal(set) var since: Int64
    /// `since` as it was before its first row said more.
    package let expectedSince: Int64
    /// When an archive comparison missed it.
    package internal(set) var gone: Int64?
    /// Minutes of its load profile, learnt from its rows; nil until two of them are there.
    package internal(set) var interval: Int?
    /// Since when it has given no row; such a meter is read only when holes are filled.
    package internal(set) var silentSince: Int64?
    /// Whether `since` is when it was missed last, and its first row will say more.
    var isSinceGuessed = false
    /// The state after the last operation whose outcome is known; nil before any.
    package internal(set) var isBreakerOpen: Bool?

    package init(devAddr: String, dcuNo: String, since: Int64, interval: Int? = nil, hasProfile: Bool = true) {
        (self.devAddr, self.dcuNo, self.interval, self.hasProfile) = (devAddr, dcuNo, interval, hasProfile)
        (self.since, expectedSince) = (since, since)
    }
}

/// The meters that the collector reads, in the order in which it found them.
package struct MeterList: Sendable {
    /// Most meters of one collector; others are not collected.
    static let most = 2000
    /// Meters of one DCU whose load profiles are collected.
    static let mostProfiles = 40

    package private(set) var all: [KnownMeter] = []
    private var places: [String: Int] = [:]

    package init() {}

    /// Those that are in an archive.
    var present: [KnownMeter] { all.filter { $0.gone == nil } }

    /// Those of which an item is collected.
    func present(for item: Cgcode) -> [KnownMeter] {
        item == .loadProfile ? present.filter(\.hasProfile) : present
    }

    package subscript(devAddr: String) -> KnownMeter? { places[devAddr].map { all[$0] } }

    /// - Returns: whether there was room.
    package mutating func add(_ meter: KnownMeter) -> Bool {
        guard places[meter.devAddr] == nil, all.count < Self.most else { return false }
        places[meter.devAddr] = all.count
        all.append(meter)
        return true
    }

    mutating func change(_ devAddr: String, by body: (inout KnownMeter) -> Void) {
        if let place = places[devAddr] { body(&all[place]) }
    }
}
