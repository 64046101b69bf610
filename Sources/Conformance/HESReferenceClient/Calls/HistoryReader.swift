import HESContract
import JSON
import Logging
import SimulationKernel

/// Reads history: chunks of meters, windows of time, page after page.
struct HistoryReader: Sendable {
    struct Request: Sendable {
        var endpoint: Endpoint
        var cgcode: String
        var meters: [String]
        var window: Window
        var pageSize: Int
    }

    struct Result: Sendable {
        var rows: [Row] = []
        /// Part of what was asked for could not be read.
        var isIncomplete = false
        /// Nothing at all was answered.
        var hasFailed = true
        /// Rows came twice and others not at all, however often the pages were passed over.
        var hasGap = false
        /// Why the first part that could not be read was not.
        var note: String?
    }

    let caller: Caller
    let meters: MeterMap
    let logger: Logger

    func read(_ requests: [Request], within budget: Budget) async -> Result {
        // One after the other: equal runs are recorded alike.
        var results: [Result] = []
        for request in requests { results.append(await read(request, within: budget)) }
        return results.reduce(into: Result(rows: [], isIncomplete: false, hasFailed: !results.isEmpty)) {
            $0.rows += $1.rows
            $0.isIncomplete = $0.isIncomplete || $1.isIncomplete
            $0.hasFailed = $0.hasFailed && $1.hasFailed
            $0.note = $0.note ?? $1.note
        }
    }

    /// Asks in halves for a refused window of more than 31 days, so that an old part of it does not cost the rest, and for one
    /// whose order changes between its pages, until it fits on one.
    private func read(_ request: Request, within budget: Budget) async -> Result {
        do {
            let result = try await pages(of: request, within: budget)
            return result.hasGap && request.window.days > 1 ? await readHalves(of: request, within: budget) : result
        } catch .rejected where isCut(request.window) {
            return await readHalves(of: request, within: budget)
        } catch {
            return Result(isIncomplete: true, note: "\(error)")
        }
    }

    private func isCut(_ refused: Window) -> Bool {
        refused.days > 31 && caller.recovers && !caller.defects.contains(.longestWindows)
    }

    private func readHalves(of request: Request, within budget: Budget) async -> Result {
        var result = Result()
        for window in request.window.halves {
            var half = request
            half.window = window
            let part = await read(half, within: budget)
            result.rows += part.rows
            result.isIncomplete = result.isIncomplete || part.isIncomplete
            result.hasFailed = result.hasFailed && part.hasFailed
            result.note = result.note ?? part.note
        }
        return result
    }

    private func pages(of request: Request, within budget: Budget) async throws(CallFailure) -> Result {
        let reader = RowReader(meters: meters, cgcode: request.cgcode, defects: caller.defects)
        var paging = Paging(pageSize: request.pageSize, defects: caller.defects)
        var result = Result(hasFailed: false)
        var step = paging.first
        var passes = 1
        var known = 0
        while case .ask(let page, let size) = step {
            let data: JSONValue
            do {
                data = try await ask(request, page: page, size: size, within: budget)
            } catch .tokenRejected where caller.defects.contains(.restartsPaging) && page > 1 {
                paging = Paging(pageSize: request.pageSize, defects: caller.defects)
                step = paging.first
                continue
            } catch {
                if page == 1, passes == 1 { throw error }
                let isEnd = paging.isPastEnd && error.isDefinite
                result.isIncomplete = result.isIncomplete || !isEnd
                if !isEnd { result.note = "\(error)" }
                break
            }
            let list = data.member("list")?.value.elements ?? []
            result.rows += reader.rows(list)
            step = paging.take(Self.page(data, keys: reader.keys(list)))
            guard step == .done, paging.hasGap, caller.recovers else { continue }
            // A pass without a new row shows that rows are there twice, not that some are missing.
            guard passes == 1 || paging.uniqueCount > known else { break }
            guard passes < Self.mostPasses else {
                (result.isIncomplete, result.hasGap) = (true, true)
                break
            }
            known = paging.uniqueCount
            passes += 1
            step = paging.again()
        }
        return result
    }

    private func ask(
        _ request: Request,
        page: Int,
        size: Int,
        within budget: Budget
    ) async throws(CallFailure) -> JSONValue {
        let fields: RequestFields = [
            ("devList", .meters(request.meters)), ("cgcode", .text(request.cgcode)),
            ("start", .date(request.window.start)), ("end", .date(request.window.end)),
            ("curPage", .integer(page)), ("pageSize", .integer(size)),
        ]
        let resends = !(caller.defects.contains(.restartsPaging) && page > 1)
        return try await caller.call(
            request.endpoint,
            with: fields,
            repeating: .safe,
            within: budget,
            resendsAfterLogin: resends
        )
    }

    private static func page(_ data: JSONValue, keys: [String]) -> ReceivedPage {
        ReceivedPage(
            total: data.member("total")?.value.wholeNumber.flatMap { Int(exactly: $0) },
            pageSize: data.member("pageSize")?.value.wholeNumber.flatMap { Int(exactly: $0) },
            keys: keys
        )
    }

    /// Most passes over a list whose order changes between pages.
    private static let mostPasses = 3
}
