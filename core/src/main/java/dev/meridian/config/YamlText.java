package dev.meridian.config;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Turns the text of one YAML 1.2 document into nodes that know their line. No classes are made
/// from tags. Bounded: 4 Mi characters, depth 50, 50 aliases.
final class YamlText {
  /// The most characters of a document, and the most bytes of a file.
  static final int MOST_CHARACTERS = 4 << 20;

  /// The most collections inside each other.
  static final int MOST_DEPTH = 50;

  /// Tells numbers, booleans and nulls from text, in plain values.
  static final ScalarResolver SCALARS = new CoreSchema().getScalarResolver();

  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setSchema(new CoreSchema())
          .setAllowNonScalarKeys(true)
          .setCodePointLimit(MOST_CHARACTERS)
          .setMaxAliasesForCollections(50)
          .build();

  private YamlText() {}

  /// The root of the document; empty, with a complaint, if there is none.
  static Optional<Value> read(String text, Reading reading) {
    try {
      if (tooDeep(text, reading)) {
        return Optional.empty();
      }
      Optional<Node> root = new Compose(SETTINGS).composeString(text);
      if (root.isEmpty()) {
        reading.complain(Optional.empty(), "", "nothing", "version: 1, regions: and so on");
      }
      return root.map(node -> new Value(reading, node, ""));
    } catch (MarkedYamlEngineException e) {
      reading.complain(e.getProblemMark(), "", String.valueOf(e.getProblem()), "valid YAML");
    } catch (YamlEngineException e) {
      reading.complain(Optional.empty(), "", String.valueOf(e.getMessage()), "valid YAML");
    }
    return Optional.empty();
  }

  /// Checks the depth on the flat stream of events, before anything recursive sees the document.
  private static boolean tooDeep(String text, Reading reading) {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(text)) {
      if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
        Optional<Mark> mark = event.getStartMark();
        reading.complain(mark, "", "depth " + depth, "a depth of at most " + MOST_DEPTH);
        return true;
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
    return false;
  }
}
