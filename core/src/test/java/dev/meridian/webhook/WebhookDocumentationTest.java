package dev.meridian.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/// The lines of Python that the users' page gives receivers accept what is signed here.
final class WebhookDocumentationTest {
  private static final String TEXT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String BODY = "{\"type\":\"crossing.enter\"}";

  private final Instant now = InstantSource.system().instant();

  @Test
  void receiverInPythonAcceptsOurSignature() throws Exception {
    String signature = new WebhookSecret(TEXT).sign("msg_1", now, BODY.getBytes(UTF_8));
    assertThat(verified(signature, now)).isEqualTo("True");
    assertThat(verified("v1,b3RoZXI= " + signature, now)).isEqualTo("True");
  }

  @Test
  void receiverInPythonRefusesAnotherSignatureAndAnOldOne() throws Exception {
    Instant old = now.minusSeconds(600);
    String late = new WebhookSecret(TEXT).sign("msg_1", old, BODY.getBytes(UTF_8));
    assertThat(verified(late, old)).isEqualTo("False");
    assertThat(verified(late, now)).isEqualTo("False");
  }

  private static String verified(String signature, Instant time)
      throws IOException, InterruptedException {
    String program =
        documented()
            + """

            import sys
            secret, stamp, signature, body = sys.argv[1:]
            headers = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}
            print(verify(secret, headers, body.encode()))
            """;
    Process python =
        new ProcessBuilder(
                TestServers.python(),
                "-c",
                program,
                TEXT,
                "" + time.getEpochSecond(),
                signature,
                BODY)
            .redirectErrorStream(true)
            .start();
    String output = new String(python.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(python.waitFor()).as(output).isZero();
    return output;
  }

  private static String documented() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "users.md"));
    int start =
        page.lastIndexOf("```python\n", page.indexOf("def verify(")) + "```python\n".length();
    return page.substring(start, page.indexOf("```", start));
  }
}
