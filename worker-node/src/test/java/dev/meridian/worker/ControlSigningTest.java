package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlSeal;
import dev.meridian.json.Json;
import dev.meridian.seal.KeyedControlSeal;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a worker does for those who do not sign, and for those who do.
final class ControlSigningTest {
  private static final MessageKey KEY =
      new MessageKey(
          "k-1", Purpose.SIGN, Purpose.SIGN.secret(new byte[32]), Set.of("fra"), null, null);

  private final WorkerScene scene = new WorkerScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private static ControlSeal seal() {
    return new KeyedControlSeal(
        new Keyring(List.of(KEY)), Set.of("fra"), InstantSource.system(), new SecureRandom());
  }

  private void start(ControlSigning signing, Set<ControlCommand> allowed) {
    scene.startControlled(
        new ControlConfig(
            "fra@test",
            _ -> scene.broker.control(),
            allowed,
            signing,
            seal(),
            false,
            () -> null,
            () -> {}));
  }

  private JsonNode ask(ControlSeal seal, String method, String arguments) {
    var request = ControlRequest.of(method, (ObjectNode) Json.read(arguments));
    return scene.broker.control().ask(request, seal, Duration.ofSeconds(10)).getFirst().value();
  }

  private JsonNode unsigned(String method, String arguments) {
    return ask(ControlSeal.NONE, method, arguments);
  }

  @Test
  void changesWantASignatureAndLooksDoNot() {
    start(ControlSigning.CHANGES, ControlCommand.STANDARD);
    for (ControlCommand command : ControlCommand.STANDARD) {
      String error = unsigned(command.word(), "{}").path("error").asString("");
      assertThat(error.startsWith("signature: missing"))
          .as(command + ": " + error)
          .isEqualTo(!ControlCommand.READING.contains(command));
    }
    assertThat(unsigned("revoke", "{\"task_id\":\"t\"}").path("error").asString())
        .isEqualTo(
            "signature: missing (expected: by a key of this worker, as --control-signing changes has it for revoke)");
    assertThat(unsigned("revoked", "{}")).isEmpty();
    assertThat(ask(seal(), "revoke", "{\"task_id\":\"t\"}").has("ok")).isTrue();
    assertThat(unsigned("revoked", "{}")).hasSize(1);
    assertThat(unsigned("conf", "{}").path("meridian_control_signing").asString())
        .isEqualTo("changes");
  }

  @Test
  void allWantsASignatureForALookToo() {
    start(ControlSigning.ALL, ControlCommand.STANDARD);
    assertThat(unsigned("ping", "{}").path("error").asString()).startsWith("signature: missing");
    assertThat(ask(seal(), "ping", "{}").path("ok").asString()).isEqualTo("pong");
  }

  @Test
  void signatureDoesNotAllowWhatIsNotAllowed() {
    start(ControlSigning.CHANGES, Set.of(ControlCommand.PING));
    assertThat(ask(seal(), "revoke", "{\"task_id\":\"t\"}").path("error").asString())
        .startsWith("command: revoke (expected: one that --control allows: ping)");
  }

  @Test
  void helloRevokesNothingUnlessItIsSigned() {
    start(ControlSigning.CHANGES, ControlCommand.STANDARD);
    String hello = "{\"from_node\":\"py@x\",\"revoked\":{\"t-9\":1.0}}";
    assertThat(unsigned("hello", hello).has("clock")).isTrue();
    assertThat(unsigned("revoked", "{}")).isEmpty();
    assertThat(ask(seal(), "hello", hello).has("clock")).isTrue();
    assertThat(unsigned("revoked", "{}")).hasSize(1);
  }
}
