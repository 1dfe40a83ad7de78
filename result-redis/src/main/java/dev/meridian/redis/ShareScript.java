package dev.meridian.redis;

/// The atomic step by which a request comes to share an execution; how it leaves is in
/// [RequestScripts], whose keys these are.
final class ShareScript {
  /// Lets a request share an execution.
  static final Script SHARE =
      Script.of(
          RequestScripts.PRELUDE,
          """
          -- KEYS[1] -> the execution's document
          -- KEYS[6] -> who shares the execution
          -- ARGV[1] -> '1' if it begins with this request
          -- ARGV[2] -> the channel of who waits for the request, '' if that is not known
          -- ARGV[3] -> how many may share it
          -- returns 1 if it shares it now, else 0
          local shared, left = KEYS[6], redis.call('PTTL', STATE)
          if left < 0 then return 0 end
          if ARGV[1] == '1' then
            redis.call('HSET', shared, '', '0')
          else
            local members = redis.call('HLEN', shared) - 1
            if members < 1 or members >= tonumber(ARGV[3]) or over(status(KEYS[1])) then return 0 end
          end
          redis.call('HSET', shared, RECORD, ARGV[2])
          redis.call('HSET', STATE, 'shared', shared)
          if redis.call('PTTL', shared) < left then redis.call('PEXPIRE', shared, left) end
          local begun = redis.call('HGET', shared, '')
          if begun ~= '0' then
            redis.call('HSET', STATE, 'started', begun, 'updated', begun)
          end
          return 1
          """);

  private ShareScript() {}
}
