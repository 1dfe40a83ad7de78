package dev.meridian.redis;

/// What [RedisObjects] does at once. An object is kept as `VERSION REGION`, a line break, the row
/// of its last position, a line break, and its state; the caller writes that text, so that no
/// script reads or writes JSON but the list of fences of an object that crosses one.
final class ObjectScripts {
  private static final String KEYS =
      """
      local OBJECTS, IDS, PLACES, FENCES, FORGOTTEN = unpack(KEYS, 1, 5)

      local function version(kept) return kept and string.match(kept, '^%d+') or '0' end
      local function region(kept) return string.match(kept, '^%d+ ([^\\n]*)') end

      local function fences(id)
        local json = redis.call('HGET', FENCES, id)
        local read, list = pcall(cjson.decode, json or '[]')
        return read and list or {}
      end

      local function forgotten() return tonumber(redis.call('GET', FORGOTTEN) or '0') end
      """;

  static final Script COMMIT =
      Script.of(
          KEYS,
          """
          -- KEYS[6..7] -> objects of the region by when they are due, its stream of crossings
          -- ARGV[1..3] -> what the names of sets of due objects, of objects in fences, and of
          --     tracks begin with
          -- ARGV[4] -> region
          -- ARGV[5] -> channel
          -- ARGV[6..7] -> the most positions of a track, how many milliseconds it is kept
          -- ARGV[8] -> the most crossings
          -- ARGV[9] -> how many steps
          -- ARGV[10..] -> of each step: object, expected version, what to keep, place, when it is
          --     due or nothing, how many fences it left and entered, positions and crossings, and
          --     then these
          -- returns of each step the version made, or else what is kept of the object
          local DUE, LOG = KEYS[6], KEYS[7]
          local dueOf, insideOf, trackOf = ARGV[1], ARGV[2], ARGV[3]
          local here, longest, age, most = ARGV[4], tonumber(ARGV[6]), ARGV[7], ARGV[8]
          local OBJECT, EXPECTED, KEEP, PLACE, WHEN = 0, 1, 2, 3, 4
          local LEFT, ENTERED, FIXES, CROSSINGS, FIRST = 5, 6, 7, 8, 9

          local starts, ids, at = {}, {}, 10
          for i = 1, tonumber(ARGV[9]) do
            starts[i], ids[i] = at, ARGV[at]
            at = at + FIRST + ARGV[at + LEFT] + ARGV[at + ENTERED] + ARGV[at + FIXES]
                + ARGV[at + CROSSINGS]
          end
          local now = {}
          for i, kept in ipairs(redis.call('HMGET', OBJECTS, unpack(ids))) do now[ids[i]] = kept end

          local kept, placed, due, silent, new = {}, {}, {}, {}, {}
          local function push(list, a, b)
            list[#list + 1] = a
            if b then list[#list + 1] = b end
          end
          local function flush(command, key, list)
            if #list > 0 then redis.call(command, key, unpack(list)) end
          end

          local function cross(id, first, left, entered)
            local inside = {}
            for _, fence in ipairs(fences(id)) do inside[fence] = true end
            for i = first, first + left - 1 do
              inside[ARGV[i]] = nil
              redis.call('ZREM', insideOf .. ARGV[i], id)
            end
            for i = first + left, first + left + entered - 1 do
              inside[ARGV[i]] = true
              redis.call('ZADD', insideOf .. ARGV[i], 0, id)
            end
            local list = {}
            for fence in pairs(inside) do list[#list + 1] = fence end
            if #list == 0 then
              redis.call('HDEL', FENCES, id)
            else
              redis.call('HSET', FENCES, id, cjson.encode(list))
            end
          end

          local function follow(id, first, count)
            if count == 0 or longest == 0 then return end
            local key = trackOf .. id
            local length = redis.call('RPUSH', key, unpack(ARGV, first, first + count - 1))
            if length > longest then redis.call('LTRIM', key, -longest, -1) end
            redis.call('PEXPIRE', key, age)
          end

          local told, answer, floor = false, {}, forgotten()
          for i, s in ipairs(starts) do
            local id, before = ids[i], now[ids[i]]
            if version(before) ~= ARGV[s + EXPECTED] then
              answer[i] = before
            else
              local keep = ARGV[s + KEEP]
              answer[i] = tonumber(version(keep))
              if not before and floor > 0 then
                answer[i] = floor + 1
                keep = string.gsub(keep, '^%d+', string.format('%d', floor + 1))
              end
              now[id] = keep
              push(kept, id, keep)
              push(placed, ARGV[s + PLACE], id)
              if not before then push(new, 0, id) end
              if ARGV[s + WHEN] ~= '' then push(due, ARGV[s + WHEN], id) else push(silent, id) end
              local last = before and region(before)
              if last and last ~= here then redis.call('ZREM', dueOf .. last, id) end
              local left, entered = tonumber(ARGV[s + LEFT]), tonumber(ARGV[s + ENTERED])
              local fixes, crossings = tonumber(ARGV[s + FIXES]), tonumber(ARGV[s + CROSSINGS])
              if left + entered > 0 then cross(id, s + FIRST, left, entered) end
              local next = s + FIRST + left + entered
              follow(id, next, fixes)
              for j = next + fixes, next + fixes + crossings - 1 do
                redis.call('XADD', LOG, 'MAXLEN', '~', most, '*', 'c', ARGV[j])
                told = true
              end
            end
          end
          flush('HSET', OBJECTS, kept)
          flush('ZADD', PLACES, placed)
          flush('ZADD', IDS, new)
          flush('ZADD', DUE, due)
          flush('ZREM', DUE, silent)
          if told then redis.call('PUBLISH', ARGV[5], here) end
          return answer
          """);

  static final Script FORGET =
      Script.of(
          KEYS,
          """
          -- ARGV[1..3] -> as above
          -- ARGV[4] -> object
          -- ARGV[5] -> the version it must have
          -- returns 1 if it is forgotten
          local id = ARGV[4]
          local kept = redis.call('HGET', OBJECTS, id)
          if not kept or version(kept) ~= ARGV[5] then return 0 end
          for _, fence in ipairs(fences(id)) do redis.call('ZREM', ARGV[2] .. fence, id) end
          redis.call('ZREM', ARGV[1] .. (region(kept) or ''), id)
          redis.call('UNLINK', ARGV[3] .. id)
          redis.call('HDEL', FENCES, id)
          redis.call('ZREM', PLACES, id)
          redis.call('ZREM', IDS, id)
          redis.call('HDEL', OBJECTS, id)
          if tonumber(ARGV[5]) > forgotten() then redis.call('SET', FORGOTTEN, ARGV[5]) end
          return 1
          """);

  static final Script DROP_DUE =
      Script.of(
          KEYS,
          """
          -- KEYS[6] -> objects of a region by when they are due
          -- ARGV[1] -> the region
          -- ARGV[2..] -> objects
          for i = 2, #ARGV do
            local kept = redis.call('HGET', OBJECTS, ARGV[i])
            if not kept or region(kept) ~= ARGV[1] then redis.call('ZREM', KEYS[6], ARGV[i]) end
          end
          return 0
          """);

  static final Script OWN =
      Script.of(
          """
          -- KEYS[1] -> the owner of a region
          -- ARGV[1] -> who wants to be it
          -- ARGV[2] -> for how many milliseconds
          -- returns 1 if so
          local owner = redis.call('GET', KEYS[1])
          if owner and owner ~= ARGV[1] then return 0 end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return 1
          """);

  private ObjectScripts() {}
}
