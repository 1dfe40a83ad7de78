package dev.meridian.cli;

import dev.meridian.config.ConfigurationException;
import dev.meridian.geo.Region;
import dev.meridian.geo.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Everything `meridian doctor` looks at, in the order it is shown. Checks that wait for others run
/// at the same time.
final class Checkup {
  private static final Duration PATIENCE = Duration.ofSeconds(6);
  private static final String POLICIES =
      "not to be seen over AMQP; limits hold without, deploy/rabbitmq/policies.sh adds the broker's";
  private static final String EMBEDDED = Wiring.MEMORY + ": lives in the process that uses it";

  private final Shell shell;
  private final Settings settings;

  Checkup(Shell shell, Settings settings) {
    this.shell = shell;
    this.settings = settings;
  }

  List<Finding> run() throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.add(MachineChecks.java());
    findings.add(MachineChecks.files());
    List<Callable<List<Finding>>> waiting = new ArrayList<>();
    waiting.add(() -> List.of(gateway()));
    waiting.add(this::results);
    try {
      RegionsInUse regions = RegionsInUse.of(shell, settings);
      findings.add(file(regions));
      findings.addAll(places(regions));
      findings.addAll(new KeyChecks(shell, settings).run(regions.map().regions()));
      addBrokers(regions, waiting);
      regions.map().sources().forEach(source -> waiting.add(() -> List.of(source(source))));
    } catch (ConfigurationException e) {
      String fix = "correct the file; the rest of the checks went on without it";
      e.complaints().forEach(c -> findings.add(Finding.fail("config", c.toString(), fix)));
    }
    findings.addAll(all(waiting));
    return findings;
  }

  private static List<Finding> all(List<Callable<List<Finding>>> checks)
      throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Finding>> future : threads.invokeAll(checks)) {
        try {
          findings.addAll(future.get());
        } catch (ExecutionException e) {
          String cause = String.valueOf(e.getCause());
          findings.add(Finding.fail("check", cause, "tell the makers of Meridian"));
        }
      }
    }
    return findings;
  }

  private static Finding file(RegionsInUse regions) {
    int sources = regions.map().sources().size();
    return Finding.ok(
        "config",
        "%s: %d regions, %d sources, version %s"
            .formatted(
                regions.origin(),
                regions.map().regions().size(),
                sources,
                regions.map().version()));
  }

  private static List<Finding> places(RegionsInUse regions) {
    try {
      int places = regions.readPlaces().size();
      return places == 0
          ? List.of()
          : List.of(Finding.ok("places", "%,d with a name".formatted(places)));
    } catch (ConfigurationException e) {
      return List.of(
          Finding.fail("places", String.valueOf(e.getMessage()), "workers do not start without"));
    }
  }

  private Finding gateway() {
    Finding reach =
        Reach.of(settings.gateway()).check("gateway", "start one, or name it with --gateway");
    boolean there = reach.verdict() == Finding.Verdict.OK;
    return there ? reach : Finding.warn("gateway", reach.measured(), reach.fix());
  }

  private List<Finding> results() {
    String url = settings.results();
    if (url == null) {
      return List.of(Finding.warn("results", "not named", "name one: --results redis://host"));
    }
    return url.startsWith(Wiring.MEMORY)
        ? List.of(Finding.ok("results", EMBEDDED))
        : new RedisChecks(shell.clock(), shell.random()).run(url);
  }

  private void addBrokers(RegionsInUse regions, List<Callable<List<Finding>>> checks) {
    Map<String, List<Region>> byUrl = new LinkedHashMap<>();
    for (Region region : regions.map().regions()) {
      String own = region.broker() == null ? "" : region.broker();
      String url = settings.broker() == null ? own : settings.broker();
      byUrl.computeIfAbsent(url, u -> new ArrayList<>()).add(region);
    }
    byUrl.forEach((url, sharing) -> checks.add(() -> broker(regions, url, sharing)));
  }

  private List<Finding> broker(RegionsInUse regions, String url, List<Region> sharing) {
    if (url.isEmpty()) {
      String measured = "not named for " + sharing;
      return List.of(Finding.warn("broker", measured, "name one: --broker amqp://user@host"));
    }
    if (url.startsWith(Wiring.MEMORY)) {
      return List.of(Finding.ok("broker", EMBEDDED));
    }
    Finding reach =
        Reach.of(url).check("broker " + sharing, "start RabbitMQ there, or correct --broker");
    List<Finding> findings = new ArrayList<>(List.of(reach));
    if (reach.verdict() == Finding.Verdict.OK) {
      findings.addAll(examine(regions, url, sharing));
    }
    return findings;
  }

  private List<Finding> examine(RegionsInUse regions, String url, List<Region> sharing) {
    List<Finding> findings = new ArrayList<>();
    var urls = new Wiring.Urls(url, Wiring.MEMORY);
    try (Wiring wiring = new Wiring(regions, urls, shell.clock())) {
      wiring.awaitBrokers(List.of(sharing.getFirst().id()), PATIENCE);
      findings.add(Finding.ok("broker policies", POLICIES));
      for (Region region : sharing) {
        findings.addAll(
            new BrokerChecks(wiring.of(region.id()), region.id(), shell.random()).run());
      }
    } catch (CommandException e) {
      String fix = "check user, password and virtual host in --broker";
      findings.add(Finding.fail("broker login", String.valueOf(e.getMessage()), fix));
    }
    return findings;
  }

  private static Finding source(Source source) {
    Finding reach =
        Reach.of(source.url()).check("source " + source.id(), "check the URL, proxy or firewall");
    boolean there = reach.verdict() == Finding.Verdict.OK;
    return there ? reach : Finding.warn(reach.check(), reach.measured(), reach.fix());
  }
}
