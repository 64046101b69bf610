/// Every kind of check, a line each.
package enum CheckCatalogue {
    package static let all: [any Check.Type] = [
        RequestMethod.self,
        ContentType.self,
        Credentials.self,
        RequestCount.self,
        RequestSucceeds.self,
        DevListForm.self,
        OutcomeIs.self,
        RejectionCount.self,
        RowCount.self,
    ]

    package static func type(named name: String) -> (any Check.Type)? {
        all.first { $0.type == name }
    }
}
