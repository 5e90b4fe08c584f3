-- Sends the lines of a file one after another, each as the body of a POST, and prints one line of
-- JSON at the end. Arguments: the file. See bench/load.py.

local bodies = {}
local thread_of_run
sent = 0 -- global, so that done() can read it

function setup(thread)
  thread_of_run = thread
end

function init(arguments)
  for line in io.lines(arguments[1]) do
    bodies[#bodies + 1] = line
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  sent = sent + 1
  return wrk.format(nil, nil, nil, bodies[(sent - 1) % #bodies + 1])
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"sent": %d, "answered": %d, "failed": %d, "seconds": %.6f, "p50_ms": %.3f, "p95_ms": %.3f, "p99_ms": %.3f, "longest_ms": %.3f}\n',
    thread_of_run:get("sent"), summary.requests, failed, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3))
end
