package dev.meridian.cli;

import dev.meridian.broker.Broker;
import dev.meridian.cli.Jobs.Page;
import dev.meridian.cli.Jobs.Status;
import dev.meridian.cli.Screen.Style;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What `meridian demo` shows: an answer waited for, parts that arrive one by one, a cancellation,
/// a source that fails; then where it ran and how many bytes were saved. Everything goes over HTTP,
/// as a client's requests would. For one thread.
final class DemoStory {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// How many records each answer must have; see the facts in the documents' README.
  private static final Map<String, Integer> RECORDS =
      Map.of(
          "timetable", 3,
          "earthquakes", 44,
          "vehicles", 25,
          "airports", 86,
          "ride", 1,
          "ports", 56,
          "countries", 194);

  private final Shell shell;
  private final Screen screen;
  private final GatewayClient gateway;
  private final Jobs jobs;
  private final DemoFigures figures = new DemoFigures();
  private final JsonNode requests;
  private boolean good = true;

  DemoStory(Shell shell, GatewayClient gateway) {
    this.shell = shell;
    this.screen = shell.screen();
    this.gateway = gateway;
    this.jobs = new Jobs(gateway);
    this.requests = requests();
  }

  /// Says where everything is.
  void introduce(URI at, Wiring wiring, String sources) {
    String brokers =
        wiring.brokers().stream().map(Broker::address).collect(Collectors.joining(", "));
    say("");
    say("  " + screen.paint(Style.BOLD, "Meridian demo") + "  three regions in one process");
    say("");
    say("  Gateway   " + at);
    say("  Broker    " + brokers);
    say("  Results   " + wiring.store().results().address());
    say("  Sources   " + sources + "  (real documents, each with the delay of its distance)");
  }

  /// Tells all of it.
  ///
  /// @return whether everything came as it should
  boolean tell() throws InterruptedException {
    Instant started = shell.clock().instant();
    oneSource();
    sixSources();
    changedMind();
    failingSource();
    figures.print(shell);
    String took = Values.time(Duration.between(started, shell.clock().instant()));
    say("");
    say(
        good
            ? screen.paint(Style.GREEN, "  All as it should be, in " + took + ".")
            : screen.paint(Style.RED, "  Something is not as it should be, after " + took + "."));
    say("");
    return good;
  }

  private void oneSource() throws InterruptedException {
    scene(1, "One source, and the client waits for the answer");
    ObjectNode body = Json.object();
    body.set("inputs", requests.path("one"));
    Instant asked = shell.clock().instant();
    JsonNode answer = gateway.execute("/processes/fetch/execution", body);
    Duration took = Duration.between(asked, shell.clock().instant());
    say("    " + Text.cut(Json.text(answer.path("rows").path(0)), 96));
    say("    … " + answer.path("count").asInt() + " rows in " + Values.time(took));
    check("timetable", answer);
  }

  private void sixSources() throws InterruptedException {
    scene(2, "Six sources in three regions under one request id, and parts as they come");
    Status job = jobs.submit("fetch", (ObjectNode) requests.path("six"), Json.object());
    say("    " + screen.paint(Style.DIM, "job " + job.id()));
    Instant asked = shell.clock().instant();
    Page page = jobs.parts(job.id(), "0", Duration.ofSeconds(2));
    while (true) {
      for (JsonNode part : page.parts()) {
        show(part, Duration.between(asked, shell.clock().instant()));
      }
      if (page.complete() || late(asked)) {
        break;
      }
      page = jobs.parts(job.id(), page.next(), Duration.ofSeconds(2));
    }
    expect("six parts", jobs.status(job.id()).done() == 6);
  }

  private boolean late(Instant asked) {
    return shell.clock().instant().isAfter(asked.plus(PATIENCE));
  }

  private void show(JsonNode part, Duration after) {
    String label = part.path("label").asString("");
    say(
        "    %s %s %s"
            .formatted(
                screen.paint(Style.DIM, Text.right(Values.time(after), 6)),
                PartLine.of(part).shown(screen),
                screen.paint(Style.DIM, sample(part.path("value")))));
    figures.add(part);
    check(label, part.path("value"));
  }

  /// The first record, to show that something was understood.
  private String sample(JsonNode value) {
    return Text.cut(Json.text(value.path("records").path(0)), 60);
  }

  private void changedMind() throws InterruptedException {
    scene(3, "A source that never ends, and a client that changes its mind");
    Status job = jobs.submit("fetch", Json.object().put("source", "endless"), Json.object());
    awaitState(job.id(), "running");
    Instant asked = shell.clock().instant();
    Status after = jobs.cancel(job.id());
    String took = Values.time(Duration.between(asked, shell.clock().instant()));
    say("    running, then cancelled: " + after.state() + " within " + took);
    expect("a dismissed request", after.state().equals("dismissed"));
  }

  private void awaitState(String id, String state) throws InterruptedException {
    Instant asked = shell.clock().instant();
    while (!jobs.status(id).state().equals(state) && !late(asked)) {
      Page page = jobs.parts(id, "0", Duration.ofSeconds(1));
      expect("no part of an endless document", page.parts().isEmpty());
    }
  }

  private void failingSource() throws InterruptedException {
    scene(4, "A source whose server fails: tried three times, then told plainly");
    Status job = jobs.submit("fetch", Json.object().put("source", "broken"), Json.object());
    Status end = jobs.await(job.id(), PATIENCE);
    for (JsonNode part : jobs.parts(job.id())) {
      say("    " + PartLine.of(part).shown(screen));
      say("    attempts: " + part.path("attempt").asInt());
      expect("three attempts", part.path("attempt").asInt() == 3);
    }
    expect("a failed request", end.state().equals("failed"));
  }

  private void check(String source, JsonNode answer) {
    int wanted = Objects.requireNonNullElse(RECORDS.get(source), -1);
    expect(wanted + " records of " + source, answer.path("count").asInt(-1) == wanted);
  }

  private void expect(String what, boolean holds) {
    if (!holds) {
      good = false;
      say(screen.paint(Style.RED, "    not as it should be (expected: " + what + ")"));
    }
  }

  private void scene(int number, String title) {
    say("");
    say("  " + screen.paint(Style.BOLD, number + "  " + title));
  }

  private void say(String line) {
    shell.out().println(line);
    shell.out().flush();
  }

  private static JsonNode requests() {
    try (InputStream stream = DemoStory.class.getResourceAsStream("/demo/requests.json")) {
      return Json.read(Objects.requireNonNull(stream, "demo/requests.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
