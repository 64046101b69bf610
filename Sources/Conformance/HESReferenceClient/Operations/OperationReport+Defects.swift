extension OperationReport {
    /// The report of a client that obtains everything and tells it with these defects.
    func told(with defects: Set<Defect>) -> OperationReport {
        var report = self
        if defects.contains(.firstChannelOnly) {
            var seen: Set<Freeze> = []
            report.rows = report.rows?.filter {
                seen.insert(Freeze(devAddr: $0.devAddr, timestamp: $0.timestamp)).inserted
            }
        }
        if defects.contains(.dropsZeros) {
            report.rows = report.rows?.filter { $0.value.contains { ("1"..."9").contains($0) } }
        }
        if defects.contains(.oneUnit) {
            report.rows = report.rows?.map { row in
                var row = row
                row.unit = "kWh"
                return row
            }
        }
        return report
    }
}
