-- Says that a grant is still held, be it that Redis has lost it or never heard of it.
-- KEYS: the slots; then of each budget its hash and its leases
-- ARGV: the grant's id, its lease in milliseconds, whether it has a slot (1 or 0), what is held

local time = redis.call('TIME')
local millis = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local id, lease, amount = ARGV[1], tonumber(ARGV[2]), ARGV[4]

if ARGV[3] == '1' then
  redis.call('ZADD', KEYS[1], millis + lease, id)
  redis.call('PEXPIRE', KEYS[1], 2 * lease)
end
for i = 1, (#KEYS - 1) / 2 do
  local hash, leases = KEYS[2 * i], KEYS[1 + 2 * i]
  if redis.call('HEXISTS', hash, 'h:' .. id) == 0 then
    redis.call('HINCRBY', hash, 'used', amount)
  end
  hold(hash, leases, id, amount, millis + lease)
end
return { 1 }
