-- What is taken counts until sixty whole seconds have passed since the end of its second, as
-- SlidingMinute has it. A hash has a sum (t), the second that it was brought up to (n), and for
-- each kind of thing ('r' requests, 't' tokens) one field a second, by its remainder of 61.

local function advance(key, kind, second)
  local known = redis.call('HMGET', key, kind .. 'n', kind .. 't')
  local now, total = tonumber(known[1] or second), tonumber(known[2] or 0)
  if second < now and now - second <= 61 then
    -- a clock that was put back a little does not bring back what has passed
    second = now
  end
  if second < now or second - now >= 61 then
    for slot = 0, 60 do
      redis.call('HDEL', key, kind .. slot)
    end
    total = 0
  else
    for passing = now + 1, second do
      local slot = kind .. (passing % 61)
      local taken = redis.call('HGET', key, slot)
      if taken then
        total = total - tonumber(taken)
        redis.call('HDEL', key, slot)
      end
    end
  end
  redis.call('HSET', key, kind .. 'n', second, kind .. 't', total)
  redis.call('EXPIRE', key, 130)
  return total, second
end

local function take(key, kind, second, amount)
  redis.call('HINCRBY', key, kind .. (second % 61), amount)
  return redis.call('HINCRBY', key, kind .. 't', amount)
end

-- In how many seconds there is room for an amount.
local function seconds_until(key, kind, now, total, limit, amount)
  local seconds = 0
  for second = now - 60, now do
    if total + amount <= limit then
      break
    end
    total = total - tonumber(redis.call('HGET', key, kind .. (second % 61)) or 0)
    seconds = second + 61 - now
  end
  return seconds
end
