/// Where a plan's push goes: `/{tenantCode}/{planId}`, leading slash kept, no suffix (rule R8).
package func topic(tenantCode: String, planID: PlanID, _ dialect: Dialect = Dialect()) -> String {
    dialect.topicForm == .noLeadingSlash ? "\(tenantCode)/\(planID)" : "/\(tenantCode)/\(planID)"
}
