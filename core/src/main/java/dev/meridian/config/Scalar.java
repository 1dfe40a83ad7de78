package dev.meridian.config;

import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A scalar after its variables were expanded.
///
/// @param text what it reads
/// @param tag what it is
/// @param expanded whether it holds the value of a variable
record Scalar(String text, Tag tag, boolean expanded) {
  static Scalar of(ScalarNode node, Environment environment) {
    String raw = node.getValue();
    if (!Environment.isMentionedIn(raw)) {
      return new Scalar(raw, node.getTag(), false);
    }
    String text = environment.expand(raw);
    Tag tag = node.isPlain() ? YamlText.SCALARS.resolve(text, true) : node.getTag();
    return new Scalar(text, tag, true);
  }

  /// Whether it can be taken as text. A variable can, whatever its value looks like.
  boolean isText() {
    return expanded || tag.equals(Tag.STR);
  }

  boolean isNull() {
    return tag.equals(Tag.NULL);
  }

  boolean isNumber() {
    return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
  }
}
