extension OperationReport {
    /// The report of a client that obtains everything and tells it with these defects.
    func told(with defects: Defects) -> OperationReport {
        guard let rows else { return self }
        var report = self
        var seen: Set<Freeze> = []
        let firsts = rows.filter { seen.insert(Freeze(devAddr: $0.devAddr, timestamp: $0.timestamp)).inserted }
        if firsts.count < rows.count, defects.contains(.firstChannelOnly) { report.rows = firsts }
        let others = rows.filter { $0.value.contains { ("1"..."9").contains($0) } }
        if others.count < rows.count, defects.contains(.dropsZeros) { report.rows = others }
        if rows.contains(where: { $0.unit != "kWh" }), defects.contains(.oneUnit) {
            report.rows = rows.map { row in
                var row = row
                row.unit = "kWh"
                return row
            }
        }
        return report
    }
}
