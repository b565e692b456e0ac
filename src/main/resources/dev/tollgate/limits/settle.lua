-- Gives back what was granted, and counts what was spent: once, however often it is said, as what is
-- held for a grant goes with it.
-- KEYS: the key's minute, its slots; then of each budget its hash and its leases
-- ARGV: the grant's id; the second in which its tokens were taken, empty where they are not counted
--       or were settled before, how many were taken and how many were used; what was spent

local id, taken_at, taken, used, spent = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]

redis.call('ZREM', KEYS[2], id)
if taken_at ~= '' then
  local _, second = advance(KEYS[1], 't', tonumber(redis.call('TIME')[1]))
  if used >= taken then
    take(KEYS[1], 't', second, used - taken)
  elseif second - tonumber(taken_at) < 61 then
    take(KEYS[1], 't', tonumber(taken_at), used - taken)
  end
end
local settled = 0
for i = 1, (#KEYS - 2) / 2 do
  local hash = KEYS[1 + 2 * i]
  if release(hash, KEYS[2 + 2 * i], id) then
    redis.call('HINCRBY', hash, 'spent', spent)
    redis.call('HINCRBY', hash, 'used', spent)
    settled = settled + 1
  end
end
return { settled }
