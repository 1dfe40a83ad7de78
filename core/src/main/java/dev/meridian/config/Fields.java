package dev.meridian.config;

import java.util.Map;
import java.util.Optional;

/// The members of one part of the file. Reading one that is wrong complains and goes on with a
/// stand-in, so that one reading finds all that is wrong.
///
/// @param owner the mapping
/// @param section the part it is
/// @param members by key, unknown ones too
record Fields(Value owner, Section section, Map<String, Value> members) {
  static Fields of(Value owner, Section section) {
    owner.complainOfOtherKeys(section.keys());
    return new Fields(owner, section, owner.members());
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
