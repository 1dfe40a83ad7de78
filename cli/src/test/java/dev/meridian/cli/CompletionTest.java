package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionTest {
  @TempDir private Path folder = Path.of("");

  private String completions(String words) throws IOException, InterruptedException {
    Path script =
        Files.writeString(folder.resolve("completion"), Run.of("completion", "bash").out());
    String program =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_meridian; echo \"${COMPREPLY[@]}\""
            .formatted(script, words);
    Process bash =
        new ProcessBuilder("bash", "-c", program).redirectError(Redirect.DISCARD).start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.strip();
  }

  @Test
  void bashCompletesCommands() throws Exception {
    assertThat(completions("meridian re")).isEqualTo("result regions");
  }

  @Test
  void bashCompletesOptions() throws Exception {
    assertThat(completions("meridian worker --conc")).isEqualTo("--concurrency");
  }

  @Test
  void zshGetsTheSameScript() {
    assertThat(Run.of("completion", "zsh").out())
        .contains("bashcompinit")
        .isEqualTo(Run.of("completion", "bash").out());
  }
}
