-- wrk script: POSTs numbered messages and checks that each comes back exactly once.
-- Arguments after "--": the JSON body, with @ where the message goes. Prints one line of JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  before, after = arguments[1]:match("^(.*)@(.*)$")
  math.randomseed(os.time())
  token = string.format("echo%06d", math.random(0, 999999))
  pattern = token .. "%-(%d+)"
  sent, non2xx, wrong, awaited = 0, 0, 0, {}
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  sent = sent + 1
  awaited[sent] = true
  return wrk.format(nil, nil, nil, before .. token .. "-" .. sent .. after)
end

function response(status, _, body)
  if status < 200 or status > 299 then
    non2xx = non2xx + 1
    return
  end
  local number = tonumber(body:match(pattern))
  if number and awaited[number] then
    awaited[number] = nil
  else
    wrong = wrong + 1
  end
end

local function total(name)
  local sum = 0
  for _, thread in ipairs(threads) do
    sum = sum + thread:get(name)
  end
  return sum
end

function done(summary, latency)
  local errors = summary.errors
  local line = '{"requests":%d,"seconds":%.3f,"perSecond":%.1f,"p50":%.3f,"p99":%.3f,'
    .. '"non2xx":%d,"wrong":%d,"socketErrors":%d,"timeouts":%d}\n'
  local seconds = summary.duration / 1e6
  io.write(line:format(summary.requests, seconds, summary.requests / seconds,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, total("non2xx"), total("wrong"),
    errors.connect + errors.read + errors.write, errors.timeout))
end
