package dev.meridian.cli;

import ch.qos.logback.classic.Level;
import dev.meridian.cli.Finding.Verdict;
import dev.meridian.json.Json;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;

/// `meridian doctor`.
@Command(
    name = "doctor",
    description = "Examines this machine, the configuration, broker, result store and sources.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all is well", "1:there are warnings", "2:something does not work"},
    footer = {
      "",
      "Example: meridian doctor --broker amqp://rabbit.fra.example --results redis://redis"
    })
final class DoctorCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  DoctorCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.level(settings.verbose() ? Level.DEBUG : Level.OFF);
    List<Finding> findings = new Checkup(shell, settings).run();
    if (settings.json()) {
      ArrayNode document = Json.array();
      findings.forEach(finding -> document.add(finding.document()));
      shell.out().println(Json.text(document));
    } else {
      print(findings);
    }
    return findings.stream().mapToInt(finding -> finding.verdict().exitCode()).max().orElse(0);
  }

  private void print(List<Finding> findings) {
    PrintWriter out = shell.out();
    Screen screen = shell.screen();
    int width = findings.stream().mapToInt(f -> Text.width(f.check())).max().orElse(0);
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    for (Finding finding : findings) {
      Verdict verdict = finding.verdict();
      counts.merge(verdict, 1, Integer::sum);
      String mark = screen.paint(verdict.style(), verdict.mark());
      String check = Text.left(finding.check(), width);
      out.println(mark + " " + check + "  " + Text.safe(finding.measured()));
      if (verdict != Verdict.OK) {
        out.println(
            "  " + " ".repeat(width) + "  " + screen.paint(Screen.Style.DIM, "→ " + finding.fix()));
      }
    }
    out.printf(
        "%n%d ok, %d to look at, %d broken%n",
        counts.getOrDefault(Verdict.OK, 0),
        counts.getOrDefault(Verdict.WARN, 0),
        counts.getOrDefault(Verdict.FAIL, 0));
  }
}
