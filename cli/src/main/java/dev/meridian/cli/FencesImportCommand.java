package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `meridian fences import`.
@Command(
    name = "import",
    description = {
      "Puts all fences of a GeoJSON FeatureCollection, in batches.",
      "One that cannot be taken does not keep the others from being put; the exit code is 1 then."
    },
    footer = {"", "Example: meridian fences import depots.geojson"})
final class FencesImportCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 256 << 20;
  private static final int BATCH = 500;
  private static final long BATCH_BYTES = 4 << 20;
  private static final int MOST_SHOWN = 20;

  private final Shell shell;
  private final ArrayNode refused = Json.array();
  private long accepted;

  @Mixin private final Settings settings = new Settings();

  @Parameters(
      paramLabel = "FILE|-",
      description = "a FeatureCollection of up to 256 MiB: from a file or from stdin")
  private String file = "";

  FencesImportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    JsonNode features = features();
    var progress = new Progress(shell, !settings.json());
    try (GatewayClient gateway = new GatewayClient(settings.gateway())) {
      for (int from = 0; from < features.size(); ) {
        progress.at(from, features.size());
        ArrayNode batch = batch(features, from);
        put(gateway, batch, from);
        from += batch.size();
      }
    } finally {
      progress.end();
    }
    show();
    return refused.isEmpty() ? Exit.OK : Exit.FAILED;
  }

  private JsonNode features() {
    JsonNode features = Inputs.document(shell, "FILE", file, MOST_BYTES).path("features");
    if (!features.isArray() || features.isEmpty()) {
      throw new InvalidValueException("FILE", file, "a FeatureCollection with features");
    }
    return features;
  }

  private static ArrayNode batch(JsonNode features, int from) {
    ArrayNode batch = Json.array();
    long bytes = 0;
    for (int i = from; i < features.size() && batch.size() < BATCH; i++) {
      bytes += Json.bytes(features.get(i)).length;
      if (bytes > BATCH_BYTES && !batch.isEmpty()) {
        break;
      }
      batch.add(features.get(i));
    }
    return batch;
  }

  private void put(GatewayClient gateway, ArrayNode batch, int from) throws InterruptedException {
    ObjectNode collection = Json.object().put("type", "FeatureCollection");
    collection.set("features", batch);
    try {
      JsonNode answer = gateway.post(FencesCommand.PATH, collection);
      accepted += answer.path("accepted").asLong(0);
      answer.path("refused").forEach(reason -> refuse(reason, from));
    } catch (ProblemException e) {
      if (!e.is("invalid-fence")) {
        throw e;
      }
      e.errors().forEach(reason -> refuse(reason, from));
      for (int i = e.errors().size(); i < batch.size(); i++) {
        refuse(Json.object().put("index", i).put("detail", "refused like those before it"), from);
      }
    }
  }

  private void refuse(JsonNode reason, int from) {
    ObjectNode placed = Json.object().put("index", from + reason.path("index").asInt(0));
    for (String name : new String[] {"id", "detail"}) {
      if (reason.has(name)) {
        placed.set(name, reason.path(name));
      }
    }
    refused.add(placed);
  }

  private void show() {
    if (settings.json()) {
      ObjectNode document = Json.object().put("accepted", accepted);
      shell.out().println(Json.text(document.set("refused", refused)));
      return;
    }
    for (int i = 0; i < Math.min(MOST_SHOWN, refused.size()); i++) {
      JsonNode reason = refused.get(i);
      String id = reason.path("id").asString("");
      String which = reason.path("index").asString("") + (id.isEmpty() ? "" : " (" + id + ")");
      shell
          .err()
          .println(
              Text.safe("meridian: feature " + which + ": " + reason.path("detail").asString("")));
    }
    if (refused.size() > MOST_SHOWN) {
      shell.err().println("meridian: and " + (refused.size() - MOST_SHOWN) + " more");
    }
    shell
        .out()
        .println(String.format(Locale.ROOT, "%,d put, %,d refused", accepted, refused.size()));
  }
}
