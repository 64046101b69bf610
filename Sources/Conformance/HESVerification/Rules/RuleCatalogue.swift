/// Every rule that is held against a HES; a new one is a line here.
package enum RuleCatalogue {
    static let all: [Rule] =
        [
            AnswerRules.envelope, AnswerRules.failure, AnswerRules.plans, AnswerRules.pageSize, PageRules.total,
            TokenRules.fresh, TokenRules.strange, TokenRules.dies, AnswerRules.unknownItem, WindowRules.window,
            RowRules.ownMeters, RowRules.units, RowRules.values, AgreementRule.agreement, PushRules.topic,
            PushRules.status,
            PushRules.honest, PushRules.archive, PushRules.relay, PushRules.changes,
        ]

    /// For the documentation: id, clause, what is required.
    package static var rows: [(id: String, clause: String, title: String)] { all.map { ($0.id, $0.clause, $0.title) } }
}
