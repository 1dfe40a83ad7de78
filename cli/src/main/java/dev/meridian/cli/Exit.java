package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.BrokerException;
import dev.meridian.client.UnavailableException;
import dev.meridian.config.ConfigurationException;
import dev.meridian.module.TaskFolderException;
import dev.meridian.result.StoreException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The exit codes of every command.
final class Exit {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;
  static final int TIMEOUT = 4;
  static final int INTERRUPTED = 130;

  private Exit() {}

  /// The codes in words, as `--help` shows them.
  static Map<String, String> inWords() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("0", "done");
    words.put("1", "the work failed");
    words.put("2", "a flag, an input or a name is wrong");
    words.put("3", "gateway, broker or result store cannot be reached");
    words.put("4", "not finished in time");
    words.put("130", "interrupted");
    return words;
  }

  /// The code of a failure.
  static int of(Throwable failure) {
    return switch (failure) {
      case CommandException e -> e.exitCode();
      case ProblemException e -> e.exitCode();
      case InvalidValueException _, ConfigurationException _, TaskFolderException _ -> USAGE;
      case BrokerException _, StoreException _, UnavailableException _ -> UNREACHABLE;
      case InterruptedException _ -> INTERRUPTED;
      default -> FAILED;
    };
  }
}
