package dev.meridian.redis;

/// The atomic steps of requests and results. In all of them:
///
/// ```
/// KEYS[1]    -> what the script says
/// KEYS[2..5] -> record, state, open and parts of the request (Keys); without a request, KEYS[2] is
///               who shares the task, if anybody does
/// ```
///
/// Times are milliseconds since 1970 by the caller's clock, spans are milliseconds. The scripts
/// compute the keys of result documents from task ids.
final class RequestScripts {
  /// What every script of requests begins with.
  static final String PRELUDE =
      """
      local RECORD, STATE, OPEN, PARTS = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
      local META = '%s'
      local SHARED
      if not STATE then SHARED, RECORD = RECORD, nil end

      -- The status of a stored document, nil if there is none. It is the first member, as Celery
      -- writes it; the documents of others are parsed.
      local function status(key)
        local head = redis.call('GETRANGE', key, 0, 127)
        if head == '' then return nil end
        local word = string.match(head, '^%%s*{%%s*"status"%%s*:%%s*"([^"]*)"')
        if word then return word end
        local ok, doc = pcall(cjson.decode, redis.call('GET', key))
        return ok and type(doc) == 'table' and doc.status or 'UNKNOWN'
      end

      local function over(word)
        return word == 'SUCCESS' or word == 'FAILURE' or word == 'REVOKED'
      end
      """
          .formatted(Keys.META);

  /// Who shares an execution is a hash of the records of requests to the channels where somebody
  /// waits; its member '' says when it began, or '0'. It is there until the execution ends.
  private static final String SHARING =
      """
      -- Turns to a request by its record.
      local function turn(record)
        RECORD, STATE, OPEN, PARTS =
            record, record .. ':state', record .. ':open', record .. ':parts'
      end

      -- Calls something for each request that shares the task and is not over; tells if nobody is
      -- left of those who did.
      local function each(f)
        local members = redis.call('HGETALL', SHARED)
        for i = 1, #members, 2 do
          if members[i] ~= '' then
            turn(members[i])
            local left = redis.call('PTTL', STATE)
            if left >= 0 and redis.call('HEXISTS', STATE, 'finished') == 0 then
              f(string.match(members[i], 'request:(.*)$'), members[i + 1], left)
            end
          end
        end
        return #members == 2
      end

      -- The request leaves the execution that it shares, if it does. The last one stops it.
      local function leave(shared)
        if not shared or redis.call('HDEL', shared, RECORD) == 0 then return end
        local prefix, task = string.match(shared, '^(.-)shared:(.*)$')
        if redis.call('HLEN', shared) == 1 and not over(status(META .. task)) then
          redis.call('PUBLISH', prefix .. 'cancelled', task)
        end
      end
      """;

  private static final String RECORDING =
      """
      -- The request is over: everything lives as long as promised from now on.
      local function finish(now)
        local terms = redis.call('HMGET', STATE, 'ttl', 'tomb', 'shared')
        local ttl, tomb = tonumber(terms[1]), tonumber(terms[2])
        redis.call('HSET', STATE, 'finished', now,
            'expires', string.format('%.0f', tonumber(now) + ttl))
        for _, part in ipairs(redis.call('LRANGE', PARTS, 0, -1)) do
          redis.call('PEXPIRE', META .. string.match(part, ' (.*)$'), ttl)
        end
        redis.call('PEXPIRE', PARTS, ttl)
        redis.call('PEXPIRE', STATE, ttl + tomb)
        redis.call('PEXPIRE', RECORD, ttl + tomb)
        leave(terms[3])
      end

      -- Records the part of a task, once.
      local function record(task, successful, now)
        local index = redis.call('HGET', OPEN, task)
        if not index then return end
        redis.call('HDEL', OPEN, task)
        local first = redis.call('RPUSH', PARTS, index .. ' ' .. task) == 1
        if not successful then
          redis.call('HINCRBY', STATE, 'failed', 1)
          local terms = redis.call('HMGET', STATE, 'total', 'deciding')
          if terms[2] and tonumber(index) >= tonumber(terms[1]) - tonumber(terms[2]) then
            redis.call('HINCRBY', STATE, 'lost', 1)
          end
        end
        redis.call('HSET', STATE, 'updated', now)
        local done = redis.call('HINCRBY', STATE, 'done', 1)
        if done == tonumber(redis.call('HGET', STATE, 'total')) then
          finish(now)
        elseif first then
          redis.call('PEXPIRE', PARTS, redis.call('PTTL', STATE))
        end
      end
      """;

  /// Records a request.
  static final Script CREATE =
      Script.of(
          PRELUDE,
          """
          -- KEYS[1]  -> the sorted set of requests
          -- ARGV[1]  -> request id
          -- ARGV[2]  -> its record
          -- ARGV[3]  -> how long to keep it if it never ends
          -- ARGV[4]  -> created
          -- ARGV[5]  -> how many requests to list at most
          -- ARGV[6]  -> how long results are kept
          -- ARGV[7]  -> how long the tombstone is kept after that
          -- ARGV[8]  -> how many must succeed
          -- ARGV[9]  -> name of the type
          -- ARGV[10] -> how many tasks
          -- ARGV[11] -> how many of them decide, the last ones; '' for all
          -- ARGV[12..] -> task id, index, ...
          -- returns 1, or 0 if it is recorded already
          if redis.call('EXISTS', RECORD) == 1 then return 0 end
          local keep = ARGV[3]
          redis.call('SET', RECORD, ARGV[2], 'PX', keep)
          redis.call('HSET', STATE, 'updated', ARGV[4], 'ttl', ARGV[6], 'tomb', ARGV[7],
              'min', ARGV[8], 'type', ARGV[9], 'total', ARGV[10], 'done', 0, 'failed', 0)
          if ARGV[11] ~= '' then redis.call('HSET', STATE, 'deciding', ARGV[11]) end
          redis.call('PEXPIRE', STATE, keep)
          for i = 12, #ARGV, 1000 do
            redis.call('HSET', OPEN, unpack(ARGV, i, math.min(i + 999, #ARGV)))
          end
          redis.call('PEXPIRE', OPEN, keep)
          redis.call('ZADD', KEYS[1], ARGV[4], ARGV[1])
          if redis.call('PTTL', KEYS[1]) < tonumber(keep) then
            redis.call('PEXPIRE', KEYS[1], 2 * tonumber(keep)) -- seldom, as this is a hot path
          end
          local extra = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[5])
          if extra > 0 then redis.call('ZREMRANGEBYRANK', KEYS[1], 0, extra - 1) end
          return 1
          """);

  /// Forgets a request.
  static final Script DISCARD =
      Script.of(
          PRELUDE,
          SHARING,
          """
          -- KEYS[1] -> the sorted set of requests
          -- ARGV[1] -> request id
          -- returns nothing
          leave(redis.call('HGET', STATE, 'shared'))
          for _, task in ipairs(redis.call('HKEYS', OPEN)) do
            redis.call('UNLINK', META .. task)
          end
          for _, part in ipairs(redis.call('LRANGE', PARTS, 0, -1)) do
            redis.call('UNLINK', META .. string.match(part, ' (.*)$'))
          end
          redis.call('UNLINK', RECORD, STATE, OPEN, PARTS)
          redis.call('ZREM', KEYS[1], ARGV[1])
          """);

  /// Asks whether an attempt may run and marks its task as running.
  static final Script BEGIN =
      Script.of(
          PRELUDE,
          SHARING,
          """
          -- KEYS[1] -> the task's document
          -- ARGV[1] -> the document of a started task
          -- ARGV[2] -> how long to keep it
          -- ARGV[3] -> now
          -- returns 0 if it may run, 1 if it is over, 2 if the request is unknown
          if over(status(KEYS[1])) then return 1 end
          local keep = tonumber(ARGV[2])
          if STATE then
            local left = redis.call('PTTL', STATE)
            if left < 0 then return 2 end
            if redis.call('HEXISTS', STATE, 'finished') == 1 then return 1 end
            keep = math.max(keep, left)
            if redis.call('HSETNX', STATE, 'started', ARGV[3]) == 1 then
              redis.call('HSET', STATE, 'updated', ARGV[3])
            end
          elseif redis.call('EXISTS', SHARED) == 1 then
            local alone = each(function()
              if redis.call('HSETNX', STATE, 'started', ARGV[3]) == 1 then
                redis.call('HSET', STATE, 'updated', ARGV[3])
              end
            end)
            if alone then return 1 end
            redis.call('HSET', SHARED, '', ARGV[3])
          end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', keep)
          return 0
          """);

  /// Notes how far a task is.
  static final Script PROGRESS =
      Script.of(
          PRELUDE,
          SHARING,
          """
          -- KEYS[1] -> the task's document and channel
          -- ARGV[1] -> the document of a task in progress
          -- ARGV[2] -> how long to keep it
          -- ARGV[3] -> now
          -- ARGV[4] -> percent
          -- ARGV[5] -> message
          -- returns nothing
          if over(status(KEYS[1])) then return end
          local keep = tonumber(ARGV[2])
          if STATE then
            local left = redis.call('PTTL', STATE)
            if left < 0 or redis.call('HEXISTS', STATE, 'finished') == 1 then return end
            keep = math.max(keep, left)
            redis.call('HSET', STATE, 'percent', ARGV[4], 'message', ARGV[5], 'updated', ARGV[3])
          else
            each(function()
              redis.call('HSET', STATE, 'percent', ARGV[4], 'message', ARGV[5], 'updated', ARGV[3])
            end)
          end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', keep)
          redis.call('PUBLISH', KEYS[1], ARGV[1])
          """);

  /// Stores a terminal result (I3) and records its part.
  static final Script COMPLETE =
      Script.of(
          PRELUDE,
          SHARING,
          RECORDING,
          """
          -- KEYS[1] -> the task's document and channel
          -- ARGV[1] -> the terminal document
          -- ARGV[2] -> how long to keep it
          -- ARGV[3] -> now
          -- ARGV[4] -> task id
          -- ARGV[5] -> '1' for a success
          -- ARGV[6] -> the channel of who waits for it, '' if that is not known
          -- returns 1 if this call decided the result, else 0
          local known = status(KEYS[1])
          local left = STATE and redis.call('PTTL', STATE) or -2
          if left >= 0 and redis.call('HEXISTS', STATE, 'finished') == 1 then return 0 end
          local successful = ARGV[5] == '1'
          local decided = not over(known)
          if decided then
            redis.call('SET', KEYS[1], ARGV[1], 'PX', math.max(tonumber(ARGV[2]), left))
            if ARGV[6] ~= '' then redis.call('PUBLISH', ARGV[6], ARGV[4] .. ' ' .. ARGV[1]) end
            redis.call('PUBLISH', KEYS[1], ARGV[1])
          else
            successful = known == 'SUCCESS'
          end
          if left >= 0 then record(ARGV[4], successful, ARGV[3]) end
          if decided and SHARED and redis.call('EXISTS', SHARED) == 1 then
            -- All that are written of one document but for the id.
            local from, to = string.find(ARGV[1], '"task_id":"' .. ARGV[4] .. '"', 1, true)
            local head, tail = string.sub(ARGV[1], 1, from - 1), string.sub(ARGV[1], to + 1)
            each(function(task, reply, keep)
              local doc = head .. '"task_id":"' .. task .. '"' .. tail
              redis.call('SET', META .. task, doc, 'PX', keep)
              if reply ~= '' then redis.call('PUBLISH', reply, task .. ' ' .. doc) end
              redis.call('PUBLISH', META .. task, doc)
              record(task, successful, ARGV[3])
            end)
            redis.call('UNLINK', SHARED)
          end
          return decided and 1 or 0
          """);

  /// Cancels what is not over.
  static final Script CANCEL =
      Script.of(
          PRELUDE,
          SHARING,
          RECORDING,
          """
          -- KEYS[1]   -> the channel of cancelled tasks
          -- ARGV[1]   -> now
          -- ARGV[2]   -> why
          -- ARGV[3..] -> id and document of a revoked task, for every open task, ...
          -- returns 0 if the request is unknown, 1 if it is dismissed now, 2 if it was before
          if redis.call('EXISTS', STATE) == 0 then return 0 end
          if redis.call('HEXISTS', STATE, 'dismissed') == 1 then return 2 end
          local now = ARGV[1]
          redis.call('HSET', STATE, 'dismissed', 1, 'updated', now, 'message', ARGV[2])
          if redis.call('HEXISTS', STATE, 'finished') == 1 then
            for _, part in ipairs(redis.call('LRANGE', PARTS, 0, -1)) do
              redis.call('UNLINK', META .. string.match(part, ' (.*)$'))
            end
            redis.call('UNLINK', PARTS)
            redis.call('HSET', STATE, 'expires', now)
            return 1
          end
          for i = 3, #ARGV, 2 do
            local task, doc = ARGV[i], ARGV[i + 1]
            if redis.call('HEXISTS', OPEN, task) == 1 then
              local known = status(META .. task)
              if not over(known) then
                redis.call('SET', META .. task, doc, 'PX', redis.call('PTTL', STATE))
                redis.call('PUBLISH', META .. task, doc)
                redis.call('PUBLISH', KEYS[1], task)
              end
              record(task, known == 'SUCCESS', now)
            end
          end
          return 1
          """);

  private RequestScripts() {}
}
