package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.broker.Broker;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlSeal;
import dev.meridian.geo.Region;
import dev.meridian.json.Json;
import dev.meridian.memory.MemoryBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The parameters and options of commands that ask nodes over the control buses of all regions, and
/// the asking.
final class Panel {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Parameters(index = "0", paramLabel = "COMMAND", description = "one of those above")
  private String command = "";

  @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "of the command")
  private List<String> arguments = new ArrayList<>();

  @Option(
      names = {"-d", "--destination"},
      split = ",",
      paramLabel = "NODE",
      description = "Whom to ask, for example fra@host. May be repeated. Default: all")
  private List<String> destination = new ArrayList<>();

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      description = "How long to wait for replies. Default: 1s")
  private Duration timeout = Duration.ofSeconds(1);

  /// Sends the request and prints the replies.
  ///
  /// @param known the commands there are, see [ControlWords]
  /// @return the exit code: timeout if nobody or not everybody asked replied, failed if somebody
  ///   could not do it
  /// @throws CommandException if no broker can be reached
  int ask(Shell shell, Settings settings, Map<String, List<String>> known) {
    ControlRequest request = ControlWords.request(known, command, arguments);
    LogSetup.level(settings.verbose() ? Level.DEBUG : Level.OFF);
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new InvalidValueException("--timeout", Values.time(timeout), "above 0, at most 1m");
    }
    Map<String, JsonNode> replies = replies(shell, settings, request.to(Set.copyOf(destination)));
    if (settings.json()) {
      ObjectNode document = Json.object();
      replies.forEach(document::set);
      shell.out().println(Json.text(document));
    } else if (!replies.isEmpty()) {
      new ReplyTable(shell.screen(), request.method()).print(replies, shell.out());
    }
    return judge(shell, replies);
  }

  private int judge(Shell shell, Map<String, JsonNode> replies) {
    List<String> silent = destination.stream().filter(n -> !replies.containsKey(n)).toList();
    if (!silent.isEmpty() || replies.isEmpty()) {
      String who = silent.isEmpty() ? "any node" : String.join(", ", silent);
      shell.err().println("meridian: no reply of " + who + " within " + Values.time(timeout));
      return Exit.TIMEOUT;
    }
    return replies.values().stream().anyMatch(reply -> reply.has("error")) ? Exit.FAILED : Exit.OK;
  }

  private Map<String, JsonNode> replies(Shell shell, Settings settings, ControlRequest request) {
    KeysInUse keys = KeysInUse.of(shell, settings);
    RegionsInUse regions = RegionsInUse.of(shell, settings);
    var urls = new Wiring.Urls(settings.broker(), Wiring.MEMORY);
    Map<String, JsonNode> replies = Collections.synchronizedMap(new TreeMap<>());
    try (Wiring wiring = new Wiring(regions, urls, shell.clock())) {
      Map<Broker, List<String>> brokers = reached(shell, wiring, regions.map().regions());
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        brokers.forEach((broker, served) -> {
          ControlSeal seal = keys.controlSeal(shell, served);
          threads.execute(() -> replies.putAll(ask(shell, broker, request, seal)));
        });
      }
    }
    return replies;
  }

  private Map<String, JsonNode> ask(
      Shell shell, Broker broker, ControlRequest request, ControlSeal seal) {
    Map<String, JsonNode> replies = new TreeMap<>();
    try {
      for (ControlReply reply : Wiring.control(broker).ask(request, seal, timeout)) {
        replies.put(reply.node(), reply.value());
      }
    } catch (MeridianException e) {
      shell.err().println("meridian: " + broker.address() + ": " + e.getMessage());
    }
    return replies;
  }

  /// The brokers that can be reached, each with its regions; the others are told.
  ///
  /// @throws CommandException if none can
  private static Map<Broker, List<String>> reached(
      Shell shell, Wiring wiring, List<Region> regions) {
    Map<Broker, List<String>> brokers = new LinkedHashMap<>();
    for (Region region : regions) {
      brokers.computeIfAbsent(wiring.of(region.id()), _ -> new ArrayList<>()).add(region.id());
    }
    if (brokers.keySet().stream().anyMatch(broker -> broker instanceof MemoryBroker)) {
      throw new InvalidValueException(
          "--broker", Wiring.MEMORY, "amqp:// or amqps://, where other processes are");
    }
    Map<Broker, List<String>> reached = new LinkedHashMap<>();
    List<CommandException> failures = new ArrayList<>();
    brokers.forEach((broker, served) -> {
      try {
        wiring.awaitBrokers(served, PATIENCE);
        reached.put(broker, served);
      } catch (CommandException e) {
        failures.add(e);
      }
    });
    if (reached.isEmpty()) {
      throw failures.getFirst();
    }
    failures.forEach(failure -> shell.err().println("meridian: " + failure.getMessage()));
    return reached;
  }
}
