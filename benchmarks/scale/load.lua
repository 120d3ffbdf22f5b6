-- The script of wrk: posts bodies from a file in turn, each mark in them replaced by a number that was never used.

local bodies, headers, run, counter = {}, {}, "", 0

function init(args)
   for line in io.lines(args[1]) do
      local pieces, from = {}, 1
      while true do
         local at = line:find("@@@@", from, true)
         if not at then break end
         pieces[#pieces + 1] = line:sub(from, at - 1)
         from = at + 4
      end
      pieces[#pieces + 1] = line:sub(from)
      bodies[#bodies + 1] = pieces
   end
   headers["Authorization"] = "Bearer " .. args[2]
   headers["Content-Type"] = "application/json"
   run = args[3]
end

function request()
   counter = counter + 1
   local body = table.concat(bodies[counter % #bodies + 1], run .. "-" .. counter)
   return wrk.format("POST", nil, headers, body)
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '{"requests": %d, "seconds": %f, "status": %d, "socket": %d, "p50": %f, "p99": %f, "max": %f}\n',
      summary.requests, summary.duration / 1e6, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
