-- Begins to count a budget with what the ledger says was spent, if nobody has done so before.
-- KEYS: the budget's hash
-- ARGV: what was spent

if redis.call('HSETNX', KEYS[1], 'spent', ARGV[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'used', ARGV[1])
  redis.call('EXPIRE', KEYS[1], KEPT)
  return { 1 }
end
return { 0 }
