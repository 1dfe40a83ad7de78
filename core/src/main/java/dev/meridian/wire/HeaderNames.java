package dev.meridian.wire;

import java.util.Set;

/// The names of the headers an [Envelope] or its [Seal] is made of, and which others never travel
/// on.
final class HeaderNames {
  static final String LANG = "lang";
  static final String TASK = "task";
  static final String ID = "id";
  static final String ROOT = "root_id";
  static final String PARENT = "parent_id";
  static final String GROUP = "group";
  static final String GROUP_INDEX = "group_index";
  static final String RETRIES = "retries";
  static final String TIME_LIMIT = "timelimit";
  static final String ETA = "eta";
  static final String EXPIRES = "expires";
  static final String ARGS_REPR = "argsrepr";
  static final String KWARGS_REPR = "kwargsrepr";
  static final String ORIGIN = "origin";
  static final String IGNORE_RESULT = "ignore_result";
  static final String COMPRESSION = "compression";
  static final String REQUEST = "meridian-request";
  static final String REGION = "meridian-region";
  static final String REPLY = "meridian-reply";
  static final String DEADLINE = "meridian-deadline";
  static final String RESULT_TTL = "meridian-result-ttl";

  private static final Set<String> OWN =
      Set.of(
          LANG,
          TASK,
          ID,
          ROOT,
          PARENT,
          GROUP,
          GROUP_INDEX,
          RETRIES,
          TIME_LIMIT,
          ETA,
          EXPIRES,
          ARGS_REPR,
          KWARGS_REPR,
          ORIGIN,
          IGNORE_RESULT,
          COMPRESSION,
          REQUEST,
          REGION,
          REPLY,
          DEADLINE,
          RESULT_TTL,
          Seal.KEY,
          Seal.SIGNATURE,
          Seal.ENCRYPTION,
          Seal.ENCRYPTION_KEY);

  /// What Celery adds to some tasks, and passes on.
  private static final Set<String> OF_CELERY =
      Set.of("shadow", "stamps", "stamped_headers", "replaced_task_nesting");

  private static final Set<String> OF_THE_BROKER =
      Set.of("x-death", "x-delivery-count", "x-acquired-count", "CC", "BCC");

  private static final Set<String> OF_THE_DEAD =
      Set.of(Message.REASON, Message.QUEUE, Message.DELIVERIES, Message.DIED_AT);

  private HeaderNames() {}

  /// Whether a header belongs to the sender, and is not part of the envelope or its seal.
  static boolean isExtra(String name) {
    return !OWN.contains(name) && isSent(name);
  }

  /// Whether a header was sent: not written by the broker about one delivery (sent again, `x-death`
  /// makes it drop the message as a cycle), no order to the broker (sent again, `CC` makes it
  /// deliver a retry to further queues), and not written on a dead letter.
  static boolean isSent(String name) {
    return !OF_THE_BROKER.contains(name)
        && !OF_THE_DEAD.contains(name)
        && !name.startsWith("x-first-death-")
        && !name.startsWith("x-last-death-");
  }

  /// Whether nobody has a meaning for a header but those who send and run a task.
  static boolean isFree(String name) {
    return isExtra(name) && !OF_CELERY.contains(name) && !name.startsWith("meridian-");
  }
}
