package import SimulationKernel

/// The immediate answer to a call (rules R1 and R2), before it is written as JSON.
package enum Answer: Codable, Sendable {
    case token(String, expireInSeconds: Int, expires: SimulatedInstant)
    case plan(PlanID, topic: String)
    case compositePage(Page, rows: [CompositeRow])
    case singlePage(Page, rows: [SingleRow])
    case failure(Failure)

    package struct Page: Hashable, Codable, Sendable {
        /// Rows that match, over all pages.
        package var total: Int
        package var curPage: Int
        /// The page size after the head-end's limit.
        package var pageSize: Int
        /// The page size in the call.
        package var askedPageSize: Int

        package init(total: Int, curPage: Int, pageSize: Int, askedPageSize: Int? = nil) {
            self.total = total
            self.curPage = curPage
            self.pageSize = pageSize
            self.askedPageSize = askedPageSize ?? pageSize
        }
    }
}
