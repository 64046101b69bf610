-- Posts the lines of a file in turn, and tells what happened as one JSON line.
-- A line may begin with a path and a blank: then it goes there in place of the URL's path.
-- wrk … -s pool.lua URL -- BODIES [IDS]: with IDS, the planId of every accepted plan is written there.

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function init(args)
  local requests, turn = {}, 0
  for line in io.lines(args[1]) do
    local path, body = line:match("^(/%S+) (.*)$")
    requests[#requests + 1] = wrk.format(nil, path, nil, body or line)
  end
  request = function()
    turn = turn % #requests + 1
    return requests[turn]
  end
  if args[2] then
    record_into(io.open(args[2], "w"))
  end
end

-- wrk parses bodies only where `response` exists, so it is defined only when it is needed.
function record_into(file)
  response = function(_, _, body)
    local id = body:find('"code":200', 1, true) and body:match('"planId":"([^"]+)"')
    if id then
      file:write(id, "\n")
    end
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failures = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"failures":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, failures, latency:percentile(50), latency:percentile(99)
  ))
end
