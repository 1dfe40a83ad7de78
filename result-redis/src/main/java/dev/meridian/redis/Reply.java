package dev.meridian.redis;

import dev.meridian.wait.WakeUpCalls;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.args.Rawable;

/// A command under way and the place where its reply arrives. Made and awaited by one thread,
/// completed once by another.
final class Reply {
  private final CommandArguments command;
  private final long bytes;
  private final Thread caller = Thread.currentThread();
  private @Nullable Object value; // published by `done`
  private volatile boolean done;
  private volatile boolean abandoned;

  Reply(CommandArguments command) {
    this.command = command;
    this.bytes = size(command);
  }

  CommandArguments command() {
    return command;
  }

  /// How many bytes the command's arguments have.
  long bytes() {
    return bytes;
  }

  private static long size(CommandArguments command) {
    long size = 0;
    for (Rawable argument : command) {
      size += argument.getRaw().length;
    }
    return size;
  }

  /// Whether nobody waits any more, so that it need not be sent.
  boolean isAbandoned() {
    return abandoned;
  }

  /// Hands over the reply, or the exception in its place.
  void complete(@Nullable Object value) {
    this.value = value;
    done = true;
    LockSupport.unpark(caller);
  }

  /// Waits for completion, also while interrupted, as the wait is short; gives up afterwards.
  ///
  /// @return whether it is complete
  boolean await(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    while (!done) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        abandoned = true;
        break;
      }
      WakeUpCalls.park(this, left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return done;
  }

  /// What [#complete] was given.
  @Nullable Object value() {
    return value;
  }
}
