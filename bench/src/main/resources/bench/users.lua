-- Another user with each request: BENCH_PATH ends with "userId=seed-", BENCH_FROM is the first.
local path = os.getenv("BENCH_PATH")
local step = tonumber(os.getenv("BENCH_THREADS"))
local threads = 0
function setup(thread)
  thread:set("first", tonumber(os.getenv("BENCH_FROM")) + threads)
  threads = threads + 1
end
function init(args)
  user = first
end
function request()
  user = user + step
  return wrk.format("GET", path .. user)
end
