-- Sends the lines of a file (query, tab, body) one after the other; stops the run's worth at the last one by repeating it.
local lines, at = {}, 0

function init(args)
    for line in io.lines(args[1]) do lines[#lines + 1] = line end
end

function request()
    at = math.min(at + 1, #lines)
    local query, body = lines[at]:match("^(.-)\t(.*)$")
    return wrk.format("POST", "/callbacks/wecom?" .. query, { ["Content-Type"] = "text/xml" }, body)
end
