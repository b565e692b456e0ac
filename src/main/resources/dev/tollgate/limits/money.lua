-- Amounts are whole pico-dollars in 64 bits, of which Lua's numbers hold only 53: they are added by
-- Redis, and compared as the texts that they are.

local function exceeds(amount, limit)
  if string.sub(amount, 1, 1) == '-' then
    return false
  end
  if #amount ~= #limit then
    return #amount > #limit
  end
  return amount > limit
end

local function minus(amount)
  if amount == '0' then
    -- Redis knows no -0
    return amount
  end
  if string.sub(amount, 1, 1) == '-' then
    return string.sub(amount, 2)
  end
  return '-' .. amount
end

-- A budget is a hash: what was spent, what is used (spent or held), and what is held for each grant;
-- beside it a sorted set has until when each of these is held if nobody says so again.

local KEPT = 40 * 24 * 3600

local function release(hash, leases, id)
  local held = redis.call('HGET', hash, 'h:' .. id)
  redis.call('ZREM', leases, id)
  if held then
    redis.call('HDEL', hash, 'h:' .. id)
    redis.call('HINCRBY', hash, 'used', minus(held))
  end
  return held
end

local function release_expired(hash, leases, millis)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', millis, 'LIMIT', 0, 100)) do
    release(hash, leases, id)
  end
end

local function hold(hash, leases, id, amount, until_millis)
  redis.call('HSET', hash, 'h:' .. id, amount)
  redis.call('ZADD', leases, until_millis, id)
  redis.call('EXPIRE', hash, KEPT)
  redis.call('EXPIRE', leases, KEPT)
end
