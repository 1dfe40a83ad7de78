package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian fences export`.
@Command(
    name = "export",
    description = {
      "Writes all fences as one GeoJSON FeatureCollection.",
      "Each Feature is on a line of its own, as its author wrote it."
    },
    footer = {"", "Example: meridian fences export fences.geojson"})
final class FencesExportCommand implements Callable<Integer> {
  private static final String STDOUT = "-";
  private static final String PAGE = "?limit=1000";

  /// What the gateway adds to what the author wrote.
  private static final List<String> ADDED = List.of("version", "expires", "links");

  private final Shell shell;

  @Mixin private final Settings settings = new Settings();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|-",
      description = "a file, which is replaced, or stdout. Default: stdout")
  private String file = STDOUT;

  FencesExportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      var walk = new FenceWalk(gateway, PAGE);
      if (file.equals(STDOUT)) {
        long _ = write(walk, shell.out(), new Progress(shell, false));
      } else {
        long count = writeFile(walk);
        shell
            .out()
            .println(
                settings.json()
                    ? Json.text(Json.object().put("written", count))
                    : String.format(Locale.ROOT, "%,d written", count));
      }
      return Exit.OK;
    }
  }

  /// Writes beside the file first, so that what was there stays should this break off.
  private long writeFile(FenceWalk walk) throws InterruptedException {
    Path target = shell.folder().resolve(file);
    Path part = target.resolveSibling(target.getFileName() + ".part");
    var progress = new Progress(shell, !settings.json());
    try {
      long count;
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(part))) {
        count = write(walk, out, progress);
        if (out.checkError()) {
          throw new IOException("the disk may be full");
        }
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } catch (IOException e) {
      throw new InvalidValueException("FILE", file, "a file that can be written");
    } finally {
      progress.end();
    }
  }

  private static long write(FenceWalk walk, PrintWriter out, Progress progress)
      throws InterruptedException {
    out.print("{\"type\":\"FeatureCollection\",\"features\":[");
    long count = 0;
    for (JsonNode fence = walk.next(); fence != null; fence = walk.next()) {
      progress.at(count, walk.matched());
      out.print(count == 0 ? "\n" : ",\n");
      out.print(Json.text(((ObjectNode) fence).remove(ADDED)));
      count++;
    }
    out.println("\n]}");
    return count;
  }
}
