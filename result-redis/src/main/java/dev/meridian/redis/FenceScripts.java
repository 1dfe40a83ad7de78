package dev.meridian.redis;

/// What [RedisFences] does at once. A fence is kept as `VERSION EXPIRES`, a line break, and the
/// Feature; all scripts have the keys of [RedisFences] in its order.
final class FenceScripts {
  private static final String KEYS =
      """
      local FENCES, IDS, CHANGES, REMOVED, ENDED, LATEST, EXPIRY, STATE = unpack(KEYS)

      local function version(kept) return string.match(kept, '^%d+') end

      -- Notes that something happened to a fence, and gives the revision.
      local function change(id)
        local revision = redis.call('HINCRBY', STATE, 'revision', 1)
        redis.call('ZADD', CHANGES, revision, id)
        return revision
      end

      -- A removed fence is no longer known as it was.
      local function forget(id)
        local bytes = redis.call('HSTRLEN', LATEST, id)
        if bytes > 0 then
          redis.call('HINCRBY', STATE, 'latestBytes', -bytes)
          redis.call('HDEL', LATEST, id)
        end
      end

      -- Keeps a removed fence as it was, and forgets the oldest of them that are too many bytes.
      local function keep(id, kept, bytes)
        redis.call('HSET', LATEST, id, kept)
        local all = redis.call('HINCRBY', STATE, 'latestBytes', #kept)
        while all > tonumber(bytes) do
          local after = redis.call('HGET', STATE, 'latestAfter') or 0
          local oldest = redis.call('ZRANGEBYSCORE', REMOVED, '(' .. after, '+inf',
              'WITHSCORES', 'LIMIT', 0, 1)
          if not oldest[1] then return end
          forget(oldest[1])
          redis.call('HSET', STATE, 'latestAfter', oldest[2])
          all = tonumber(redis.call('HGET', STATE, 'latestBytes'))
        end
      end

      local function remove(id, most, bytes)
        local kept = redis.call('HGET', FENCES, id)
        if not kept then return 0 end
        redis.call('HDEL', FENCES, id)
        redis.call('ZREM', IDS, id)
        redis.call('ZREM', EXPIRY, id)
        redis.call('HSET', ENDED, id, version(kept))
        redis.call('ZADD', REMOVED, change(id), id)
        keep(id, kept, bytes)
        while redis.call('ZCARD', REMOVED) > tonumber(most) do
          local oldest = redis.call('ZPOPMIN', REMOVED)
          redis.call('ZREM', CHANGES, oldest[1])
          redis.call('HDEL', ENDED, oldest[1])
          forget(oldest[1])
          redis.call('HSET', STATE, 'forgotten', oldest[2])
        end
        return 1
      end

      -- How many of the ids, at least one, have no more than so many bytes together.
      local function within(ids, bytes)
        local all = 0
        for i, id in ipairs(ids) do
          all = all + redis.call('HSTRLEN', FENCES, id)
          if all > tonumber(bytes) and i > 1 then return i - 1 end
        end
        return #ids
      end
      """;

  static final Script PUT =
      Script.of(
          KEYS,
          """
          -- ARGV[1] -> id
          -- ARGV[2] -> Feature
          -- ARGV[3] -> when it expires in milliseconds, or nothing
          -- ARGV[4] -> the version it must have, or nothing
          -- ARGV[5] -> channel
          -- returns its version, or nothing if it has another one than expected
          local id = ARGV[1]
          local kept = redis.call('HGET', FENCES, id)
          local last = kept and version(kept) or '0'
          if ARGV[4] ~= '' and ARGV[4] ~= last then return false end
          if not kept then
            last = redis.call('HGET', ENDED, id) or '0'
            redis.call('HDEL', ENDED, id)
            forget(id)
            redis.call('ZREM', REMOVED, id)
            redis.call('ZADD', IDS, 0, id)
          end
          local next = string.format('%d', last + 1)
          redis.call('HSET', FENCES, id, next .. ' ' .. ARGV[3] .. '\\n' .. ARGV[2])
          if ARGV[3] == '' then
            redis.call('ZREM', EXPIRY, id)
          else
            redis.call('ZADD', EXPIRY, ARGV[3], id)
          end
          change(id)
          redis.call('PUBLISH', ARGV[5], id)
          return tonumber(next)
          """);

  static final Script REMOVE =
      Script.of(
          KEYS,
          """
          -- ARGV[1] -> id
          -- ARGV[2] -> how many removed ones to remember
          -- ARGV[3] -> the bytes of removed ones to remember as they were
          -- ARGV[4] -> channel
          -- ARGV[5] -> the version it must have, or nothing
          -- returns how many there were
          local kept = redis.call('HGET', FENCES, ARGV[1])
          if ARGV[5] ~= '' and kept and version(kept) ~= ARGV[5] then return 0 end
          local removed = remove(ARGV[1], ARGV[2], ARGV[3])
          if removed == 1 then redis.call('PUBLISH', ARGV[4], ARGV[1]) end
          return removed
          """);

  static final Script EXPIRE =
      Script.of(
          KEYS,
          """
          -- ARGV[1] -> the most to remove
          -- ARGV[2..4] -> as above
          -- returns how many were removed
          local time = redis.call('TIME')
          local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
          local over = redis.call('ZRANGEBYSCORE', EXPIRY, '-inf', now, 'LIMIT', 0, ARGV[1])
          for _, id in ipairs(over) do remove(id, ARGV[2], ARGV[3]) end
          if #over > 0 then redis.call('PUBLISH', ARGV[4], over[1]) end
          return #over
          """);

  static final Script CHANGED =
      Script.of(
          KEYS,
          """
          -- ARGV[1] -> a revision
          -- ARGV[2] -> the most changes
          -- ARGV[3] -> the most bytes, if there is more than one
          -- returns the revision now, 1 if all changes are known, the revision this reaches to, ids
          -- of the fences that changed, and what is kept of each
          local revision = tonumber(redis.call('HGET', STATE, 'revision') or 0)
          local forgotten = tonumber(redis.call('HGET', STATE, 'forgotten') or 0)
          local after = tonumber(ARGV[1])
          if after < forgotten or after > revision then return {revision, 0, revision, {}, {}} end
          local found = redis.call('ZRANGEBYSCORE', CHANGES, '(' .. ARGV[1], '+inf',
              'WITHSCORES', 'LIMIT', 0, ARGV[2])
          local ids, reach = {}, revision
          for i = 1, #found, 2 do ids[#ids + 1] = found[i] end
          if #ids == 0 then return {revision, 1, revision, {}, {}} end
          local few = within(ids, ARGV[3])
          if few < #ids or #ids == tonumber(ARGV[2]) then reach = tonumber(found[2 * few]) end
          ids = {unpack(ids, 1, few)}
          return {revision, 1, reach, ids, redis.call('HMGET', FENCES, unpack(ids))}
          """);

  static final Script PAGE =
      Script.of(
          KEYS,
          """
          -- ARGV[1] -> where to begin, as ZRANGEBYLEX has it
          -- ARGV[2] -> the most fences
          -- ARGV[3] -> the most bytes, if there is more than one
          -- returns ids, what is kept of each, and 1 if there are more
          local all = redis.call('ZRANGEBYLEX', IDS, ARGV[1], '+', 'LIMIT', 0, ARGV[2] + 1)
          if #all == 0 then return {all, {}, 0} end
          local few = math.min(within(all, ARGV[3]), tonumber(ARGV[2]))
          local ids = {unpack(all, 1, few)}
          return {ids, redis.call('HMGET', FENCES, unpack(ids)), few < #all and 1 or 0}
          """);

  private FenceScripts() {}
}
