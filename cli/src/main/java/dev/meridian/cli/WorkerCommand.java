package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.InvalidValueException;
import dev.meridian.gateway.MetricsServer;
import dev.meridian.letter.LetterBounds;
import dev.meridian.module.TaskModules;
import dev.meridian.worker.ControlCommand;
import dev.meridian.worker.ControlSigning;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Bounds;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `meridian worker`.
@Command(
    name = "worker",
    description = {
      "Runs the tasks of one or more regions.",
      "SIGTERM lets tasks finish and hands back the rest: the exit code is 0 if all finished, else 1. A second",
      "one ends it at once."
    },
    footer = {
      "",
      "Example: meridian worker --region fra --concurrency 64 --broker amqp://rabbit --results redis://redis"
    })
final class WorkerCommand implements Callable<Integer> {
  private static final Pattern SCALE = Pattern.compile("([0-9]{1,6}),([0-9]{1,6})");
  private static final int CONCURRENCY = 32;

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Mixin private final TaskJars tasks = new TaskJars();

  @Option(
      names = "--region",
      required = true,
      split = ",",
      paramLabel = "ID",
      description = "Whose tasks to run. May be repeated.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Tasks of a region at a time. Default: 32")
  private @Nullable Integer concurrency;

  @Option(
      names = "--autoscale",
      paramLabel = "MAX,MIN",
      description = "Instead: follow the load between these.")
  private @Nullable String autoscale;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Unique among all workers. Default: REGION@HOST-PID")
  private @Nullable String name;

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      description = "How long SIGTERM lets tasks go on. Default: 30s")
  private Duration drainTimeout = Bounds.STANDARD.drainWait();

  @Option(
      names = "--permit-wait",
      paramLabel = "TIME",
      description = "How long a limited task waits here before it is handed back. Default: 30s")
  private Duration permitWait = Bounds.STANDARD.permitWait();

  @Option(
      names = "--control",
      split = ",",
      paramLabel = "COMMAND",
      description = {
        "What the worker does for whoever may use the broker: read, standard, all, none, or commands such as",
        "revoke. Default: standard, which is all but shutdown."
      })
  private List<String> control = List.of("standard");

  @Option(
      names = "--control-signing",
      paramLabel = "MODE",
      description =
          "Whose requests must be signed by a key of --keys: off, changes, or all. Default: off")
  private ControlSigning controlSigning = ControlSigning.OFF;

  @Option(
      names = "--events",
      description = "Send events of tasks from the start, for Flower and `celery events`.")
  private boolean events;

  @Option(
      names = "--no-tracking",
      description = "Leave the positions of the regions to other workers.")
  private boolean untracked;

  @Mixin private final MetricsOption metrics = new MetricsOption();

  @Mixin private final LetterOptions letters = new LetterOptions();

  WorkerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (settings.verbose()) {
      LogSetup.level(Level.DEBUG);
    }
    Scale scale = scale();
    Set<ControlCommand> allowed = ControlCommand.setOf(control);
    LetterBounds kept = letters.bounds();
    MetricsOption.At shown = metrics.at();
    shell.stop().listen();
    TaskModules own = tasks.load(shell);
    try (Nodes nodes = Nodes.shared(shell, settings).with(own).controlled(controlSigning);
        MetricsServer served = MetricsOption.serve(shown, nodes, shell)) {
      regions.forEach(nodes.regions().map()::requireRegion);
      WorkerConfig config = config(scale, nodes).with(kept);
      if (untracked) {
        nodes.withoutTracking();
      }
      nodes.startWorker(config, allowed, events);
      new Banner(shell, nodes, settings.json()).worker(config, served);
      shell.stop().await();
      return stop(nodes);
    }
  }

  private int stop(Nodes nodes) {
    String time = Values.time(drainTimeout);
    shell
        .err()
        .println("meridian: stops; tasks have " + time + ", a second signal ends it at once");
    boolean finished = nodes.drain();
    if (!finished) {
      shell.err().println("meridian: handed back what was not finished in " + time);
    }
    return finished ? Exit.OK : Exit.FAILED;
  }

  private WorkerConfig config(Scale scale, Nodes nodes) {
    Bounds standard = Bounds.STANDARD;
    Bounds bounds =
        new Bounds(
            standard.maxDeliveries(),
            standard.maxResultBytes(),
            standard.storeWait(),
            drainTimeout,
            standard.foreignResultTtl(),
            standard.heartbeat(),
            permitWait);
    String called = name == null ? nodes.workerName(regions) : name;
    return new WorkerConfig(called, Version.meridian(), regions, scale, bounds);
  }

  private Scale scale() {
    if (autoscale == null) {
      return Scale.fixed(concurrency == null ? CONCURRENCY : concurrency);
    }
    Matcher match = SCALE.matcher(autoscale);
    if (concurrency != null || !match.matches()) {
      throw new InvalidValueException(
          "--autoscale", autoscale, "MAX,MIN such as 64,8, and no --concurrency");
    }
    return new Scale(Integer.parseInt(match.group(2)), Integer.parseInt(match.group(1)));
  }
}
