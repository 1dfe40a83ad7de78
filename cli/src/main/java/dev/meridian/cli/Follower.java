package dev.meridian.cli;

import dev.meridian.cli.Jobs.Page;
import dev.meridian.cli.Jobs.Status;
import dev.meridian.cli.Screen.Style;
import dev.meridian.json.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Shows a request until it is over: parts as they arrive and, on a terminal, a bar below them that
/// is redrawn. For one thread.
final class Follower {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Jobs jobs;
  private final PrintWriter out;
  private final Screen screen;
  private final boolean json;
  private final InstantSource clock;
  private String last = "";

  Follower(Jobs jobs, Shell shell, boolean json) {
    this.jobs = jobs;
    this.out = shell.out();
    this.screen = shell.screen();
    this.json = json;
    this.clock = shell.clock();
  }

  /// Returns where the request stands once it is over and all its parts are shown.
  Status follow(String id) throws InterruptedException {
    Instant started = clock.instant();
    String cursor = "0";
    boolean complete = false;
    Status status = jobs.status(id);
    while (!complete && !status.state().equals("dismissed")) {
      progress(status, started);
      Page page = next(id, cursor);
      page.parts().forEach(this::show);
      cursor = page.next();
      complete = page.complete();
      status = jobs.status(id);
    }
    end(status, started);
    return status;
  }

  /// The parts after the cursor; none any more once the request is dismissed.
  private Page next(String id, String cursor) throws InterruptedException {
    try {
      return jobs.parts(id, cursor, cursor.equals("0") ? Duration.ZERO : TICK);
    } catch (ProblemException e) {
      if (!e.is("job-dismissed")) {
        throw e;
      }
      return new Page(List.of(), cursor, true);
    }
  }

  private void show(JsonNode part) {
    if (json) {
      out.println(Json.text(part));
    } else {
      out.println(screen.clear() + PartLine.of(part).shown(screen));
    }
    out.flush();
  }

  private void progress(Status status, Instant started) {
    if (json) {
      return;
    }
    if (screen.terminal()) {
      String line = screen.bar(status.percent()) + facts(status, started);
      out.print(screen.clear() + line);
    } else {
      String line = Text.safe(status.state() + " " + status.percent() + " % " + status.message());
      if (!line.equals(last)) {
        out.println(line.strip());
      }
      last = line;
    }
    out.flush();
  }

  private void end(Status status, Instant started) {
    if (json) {
      out.println(Json.text(status.document()));
    } else {
      String state = screen.paint(Style.ofState(status.state()), status.state());
      out.println(screen.clear() + state + facts(status, started));
    }
    out.flush();
  }

  private String facts(Status status, Instant started) {
    String parts =
        status.total() > 1 ? "  %d/%d parts".formatted(status.done(), status.total()) : "";
    String time = "  " + Values.time(Duration.between(started, clock.instant()));
    boolean silent = status.message().isEmpty() || status.successful();
    String message = silent ? "" : "  " + Text.safe(status.message());
    String facts = parts + time + message;
    int room = screen.columns().getAsInt() - Screen.BAR - 8;
    return screen.paint(Style.DIM, screen.terminal() ? Text.cut(facts, room) : facts);
  }
}
