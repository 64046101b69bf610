import HESContract
import JSON

extension Request {
    /// Rows of a history answer.
    var deliveredKeys: [RowKey] {
        isAccepted ? (reply?.data?.member("list")?.value.elements ?? []).map { ReportedRow(json: $0).key } : []
    }
}

extension PlanPush {
    /// Rows of a reading.
    var deliveredKeys: [RowKey] { rows.map { ReportedRow(json: $0).key } }
}
