package dev.meridian.config;

import dev.meridian.NearNames;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The members of one part of the file. Reading one that is wrong complains and goes on with a
/// stand-in, so that one reading finds all that is wrong.
///
/// @param owner the mapping
/// @param section the part it is
/// @param members by key, unknown ones too
record Fields(Value owner, Section section, Map<String, Value> members) {
  static Fields of(Value owner, Section section) {
    Map<String, Value> members = owner.members();
    if (owner.node() instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        checkKey(tuple.getKeyNode(), members, section);
      }
    }
    return new Fields(owner, section, members);
  }

  private static void checkKey(Node key, Map<String, Value> members, Section section) {
    if (key instanceof ScalarNode scalar && !section.keys().contains(scalar.getValue())) {
      String expected = NearNames.expectation(scalar.getValue(), section.keys());
      Optional.ofNullable(members.get(scalar.getValue()))
          .ifPresent(member -> member.complainOfKey(key, expected));
    }
  }

  Optional<Value> value(String key) {
    if (!section.keys().contains(key)) {
      throw new IllegalArgumentException(key + " is no key of " + section);
    }
    return Optional.ofNullable(members.get(key));
  }

  /// What the parser makes of a member; empty if there is none, or it is refused.
  <T> Optional<T> read(String key, Parser<? extends T> parser) {
    return value(key).flatMap(value -> value.<T>read(parser));
  }

  /// What the parser makes of a member; `otherwise` if there is none, or it is refused.
  <T> T read(String key, Parser<? extends T> parser, T otherwise) {
    return this.<T>read(key, parser).orElse(otherwise);
  }

  /// What the parser makes of a member that must be there; `standIn` after a complaint.
  <T> T require(String key, Parser<? extends T> parser, T standIn, String expected) {
    if (value(key).isEmpty()) {
      owner.complainOfMissing(key, expected);
    }
    return read(key, parser, standIn);
  }
}
