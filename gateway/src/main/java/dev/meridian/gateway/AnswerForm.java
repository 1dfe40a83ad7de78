package dev.meridian.gateway;

import java.util.List;

/// What a client wants the answer of its request to look like.
///
/// @param outputs the outputs it asked for; empty for all there are
/// @param document whether it wants one JSON document (`response=document`), not the raw values
/// @param list whether the answer is a list of parts even if there is only one
record AnswerForm(List<String> outputs, boolean document, boolean list) {
  /// All outputs, raw; a list if there are several parts.
  static final AnswerForm STANDARD = new AnswerForm(List.of(), false, false);

  AnswerForm {
    outputs = List.copyOf(outputs);
  }

  /// The same for other outputs.
  AnswerForm of(List<String> outputs) {
    return new AnswerForm(outputs, document, list);
  }
}
