-- Another event with each request, out of BENCH_FILE: a line is a signature, a tab and a body.
local path = os.getenv("BENCH_PATH")
local lines = {}
local at = 0
function init(args)
  for line in io.lines(os.getenv("BENCH_FILE")) do
    lines[#lines + 1] = line
  end
end
function request()
  at = at % #lines + 1
  local line = lines[at]
  local tab = line:find("\t", 1, true)
  local headers = { ["Content-Type"] = "application/json", ["Stripe-Signature"] = line:sub(1, tab - 1) }
  return wrk.format("POST", path, headers, line:sub(tab + 1))
end
