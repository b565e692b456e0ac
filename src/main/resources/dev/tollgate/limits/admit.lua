-- Takes what a request asks of all limits of its caller, or of none.
-- KEYS: the generation, the key's minute, its slots; then of each budget its hash and its leases
-- ARGV: the generation that the caller knows, the grant's id, its lease and how long a generation
--       takes to settle, both in milliseconds; the limits of requests, of tokens and of requests
--       under way, each empty for none, behind that of tokens how many; then of each budget its
--       limit, what is to be held at least, and what at most

local time = redis.call('TIME')
local second = tonumber(time[1])
local millis = second * 1000 + math.floor(tonumber(time[2]) / 1000)
local generation, minute, slots = KEYS[1], KEYS[2], KEYS[3]
local id, lease = ARGV[2], tonumber(ARGV[3])
local requests, tokens, wanted, concurrency = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local budgets = (#KEYS - 3) / 2

local known = redis.call('GET', generation)
if known ~= ARGV[1] then
  return { 'generation' }
end
if budgets > 0 then
  -- after a loss, other gateways have yet to say what they hold
  local settled = tonumber(string.match(known, '^%d+')) + tonumber(ARGV[4])
  if millis < settled then
    return { 'settling', settled - millis }
  end
end

local requested, r_second, used, t_second = 0, second, 0, second
if requests ~= '' then
  requested, r_second = advance(minute, 'r', second)
end
if tokens ~= '' then
  used, t_second = advance(minute, 't', second)
end

local function refusal(reason, seconds)
  local r_empty, t_empty = 0, 0
  if requests ~= '' then
    r_empty = seconds_until(minute, 'r', r_second, requested, 0, 0)
  end
  if tokens ~= '' then
    t_empty = seconds_until(minute, 't', t_second, used, 0, 0)
  end
  return { reason, seconds, requested, r_empty, used, t_empty }
end

if concurrency ~= '' then
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', millis)
  if redis.call('ZCARD', slots) >= tonumber(concurrency) then
    return refusal('concurrency', 0)
  end
end
if requests ~= '' and requested + 1 > tonumber(requests) then
  return refusal('requests', seconds_until(minute, 'r', r_second, requested, tonumber(requests), 1))
end
if tokens ~= '' and used + tonumber(wanted) > tonumber(tokens) then
  return refusal('tokens', seconds_until(minute, 't', t_second, used, tonumber(tokens), tonumber(wanted)))
end

for i = 1, budgets do
  if redis.call('HEXISTS', KEYS[2 + 2 * i], 'spent') == 0 then
    return { 'missing', i }
  end
  release_expired(KEYS[2 + 2 * i], KEYS[3 + 2 * i], millis)
end

-- Adds to what is used of each budget, or of none: then it says which of them has no room.
local function try(which)
  for i = 1, budgets do
    local amount = ARGV[6 + 3 * i + which]
    redis.call('HINCRBY', KEYS[2 + 2 * i], 'used', amount)
    if amount ~= '0' and exceeds(redis.call('HGET', KEYS[2 + 2 * i], 'used'), ARGV[6 + 3 * i]) then
      for undone = 1, i do
        redis.call('HINCRBY', KEYS[2 + 2 * undone], 'used', minus(ARGV[6 + 3 * undone + which]))
      end
      return i
    end
  end
  return 0
end

local which = 2
local full = try(which)
if full > 0 then
  which = 1
  full = try(which)
end
if full > 0 then
  return { 'budget', full, redis.call('HGET', KEYS[2 + 2 * full], 'spent'),
    redis.call('HGET', KEYS[2 + 2 * full], 'used') }
end

local granted = { 'granted', second, requested, used, which }
for i = 1, budgets do
  local hash = KEYS[2 + 2 * i]
  hold(hash, KEYS[3 + 2 * i], id, ARGV[6 + 3 * i + which], millis + lease)
  granted[#granted + 1] = redis.call('HGET', hash, 'spent')
  granted[#granted + 1] = redis.call('HGET', hash, 'used')
end
if concurrency ~= '' then
  redis.call('ZADD', slots, millis + lease, id)
  redis.call('PEXPIRE', slots, 2 * lease)
end
if requests ~= '' then
  granted[3] = take(minute, 'r', r_second, 1)
end
if tokens ~= '' then
  granted[2] = t_second
  granted[4] = take(minute, 't', t_second, wanted)
end
return granted
