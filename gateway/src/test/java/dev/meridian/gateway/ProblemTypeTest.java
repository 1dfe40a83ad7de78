package dev.meridian.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The kinds of problems and what is written about them.
final class ProblemTypeTest {
  @Test
  void everyProblemIsDocumentedAndNothingElseIs() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("../docs/problems.md"))) {
      List<String> cells = Tokens.split(line, '|');
      if (cells.size() == 3 && cells.getFirst().startsWith("`")) {
        documented.add(cells.getFirst().replace("`", "") + " " + cells.get(1));
      }
    }
    Set<String> known = new TreeSet<>();
    for (ProblemType type : ProblemType.values()) {
      known.add(type.uri().substring(type.uri().lastIndexOf('/') + 1) + " " + type.status());
    }

    assertThat(documented).isEqualTo(known);
  }
}
