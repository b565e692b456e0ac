-- Adds what the ledger has and a budget had not counted, if nobody else has done so meanwhile.
-- KEYS: the budget's hash
-- ARGV: what was spent when it was compared, what is missing

if redis.call('HGET', KEYS[1], 'spent') == ARGV[1] then
  redis.call('HINCRBY', KEYS[1], 'spent', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'used', ARGV[2])
  return { 1 }
end
return { 0 }
