-- A gateway says that it is there, and hears how many are, and of which generation all of this is:
-- another one than it knows means that Redis has lost everything.
-- KEYS: the generation, the gateways
-- ARGV: the gateway's id, after how many milliseconds without a word it is gone

local time = redis.call('TIME')
local millis = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

redis.call('SET', KEYS[1], string.format('%.0f', millis) .. '-' .. ARGV[1], 'NX')
redis.call('ZADD', KEYS[2], millis, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', millis - tonumber(ARGV[2]))
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return { redis.call('GET', KEYS[1]), redis.call('ZCARD', KEYS[2]) }
