package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.testing.TestServers;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/// One run of a command in this process, and what came of it.
///
/// @param code its exit code
/// @param out what it wrote to stdout
/// @param err what it wrote to stderr
record Run(int code, String out, String err) {
  /// Runs a command with no environment, no terminal and nothing on stdin.
  static Run of(String... args) {
    return of(Map.of(), "", args);
  }

  /// Runs a command.
  static Run of(Map<String, String> environment, String stdin, String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    Shell shell = shell(environment, stdin, new PrintWriter(out), new PrintWriter(err));
    int code = Cli.run(shell, args);
    shell.out().flush();
    shell.err().flush();
    return new Run(code, out.toString(), err.toString());
  }

  /// What a command gets that is run in the folder of the module.
  static Shell shell(
      Map<String, String> environment, String stdin, PrintWriter out, PrintWriter err) {
    return new Shell(
        out,
        err,
        new ByteArrayInputStream(stdin.getBytes(UTF_8)),
        Path.of("").toAbsolutePath(),
        environment,
        Screen.plain(),
        new StopSignal(_ -> {}, () -> {}),
        InstantSource.system(),
        new SecureRandom());
  }

  /// The nodes of a regions file, in this process, on the servers that all tests share.
  static Nodes nodes(Path regions) {
    Settings settings =
        CommandLine.populateCommand(
            new Settings(),
            "--config",
            regions.toString(),
            "--broker",
            TestServers.rabbit().uri().toString(),
            "--results",
            TestServers.redis().uri().toString());
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Nodes.shared(shell(Map.of(), "", nowhere, nowhere), settings);
  }

  /// What it wrote to stdout, as one JSON document.
  JsonNode json() {
    return Json.read(out);
  }

  /// The lines it wrote to stdout.
  List<String> lines() {
    return out.lines().toList();
  }
}
