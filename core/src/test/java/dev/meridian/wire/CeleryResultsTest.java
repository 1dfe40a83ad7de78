package dev.meridian.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class CeleryResultsTest {
  private static final TaskId ID = new TaskId("t-1");
  private static final Instant DONE = Instant.parse("2026-11-21T17:50:46.949134Z");
  private static final String TAIL =
      ",\"traceback\":null,\"children\":[],\"date_done\":\"2026-11-21T17:50:46.949134+00:00\","
          + "\"task_id\":\"t-1\"}";
  private static final String NOT_DONE =
      ",\"traceback\":null,\"children\":[],\"date_done\":null,\"task_id\":\"t-1\"}";

  @Test
  void successIsWrittenStatusFirst() {
    assertThat(text(TaskResult.successful(ID, Json.read("5"), Json.object(), DONE)))
        .isEqualTo("{\"status\":\"SUCCESS\",\"result\":5" + TAIL);
  }

  @Test
  void failureIsAnExceptionDocument() {
    var failure = new TaskFailure("FetchException", "fetch failed", "io.geo", "at X\nat Y");
    assertThat(text(TaskResult.failed(ID, failure, Json.object(), DONE.plusNanos(999))))
        .isEqualTo(
            "{\"status\":\"FAILURE\",\"result\":{\"exc_type\":\"FetchException\","
                + "\"exc_message\":[\"fetch failed\"],\"exc_module\":\"io.geo\"}"
                + TAIL.replace("\"traceback\":null", "\"traceback\":\"at X\\nat Y\""));
  }

  @Test
  void dismissalIsRevoked() {
    String revoked =
        "{\"status\":\"REVOKED\",\"result\":{\"exc_type\":\"TaskRevokedError\","
            + "\"exc_message\":[\"revoked\"],\"exc_module\":\"celery.exceptions\"}";
    assertThat(text(TaskResult.dismissed(ID, "revoked", DONE))).isEqualTo(revoked + TAIL);
    assertThat(text(result(TaskState.DISMISSED, "null", "{}"))).isEqualTo(revoked + NOT_DONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ACCEPTED|null|{}|{\"status\":\"PENDING\",\"result\":null",
        "RUNNING|null|{}|{\"status\":\"STARTED\",\"result\":null",
        "RUNNING|{\"percent\":40,\"message\":\"m\"}|{}"
            + "|{\"status\":\"PROGRESS\",\"result\":{\"current\":40,\"total\":100,\"message\":\"m\"}",
        "RUNNING|{\"percent\":40}|{}"
            + "|{\"status\":\"PROGRESS\",\"result\":{\"current\":40,\"total\":100,\"message\":\"\"}",
        "RUNNING|{\"rows\":5}|{}|{\"status\":\"PROGRESS\",\"result\":{\"rows\":5}",
      })
  void unfinishedResultsHaveCelerysStates(
      TaskState state, String value, String report, String start) {
    assertThat(text(result(state, value, report))).isEqualTo(start + NOT_DONE);
  }

  @Test
  void reportTravelsAsOneMoreMember() {
    assertThat(text(result(TaskState.RUNNING, "null", "{\"worker\":\"w1@vm\",\"attempt\":2}")))
        .isEqualTo(
            "{\"status\":\"STARTED\",\"result\":{\"hostname\":\"w1@vm\"}"
                + NOT_DONE.replace("}", ",\"meridian\":{\"worker\":\"w1@vm\",\"attempt\":2}}"));
  }

  @Test
  void encodeRefusesAFailureWithoutReasonAndWhatIsTooDeep() {
    assertThatThrownBy(() -> CeleryResults.encode(result(TaskState.FAILED, "null", "{}")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("failure: none (expected: why t-1 failed)");
    JsonNode deep = Json.read("[".repeat(100) + "]".repeat(100));
    assertThatThrownBy(
            () -> CeleryResults.encode(TaskResult.successful(ID, deep, Json.object(), DONE)))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"status\":\"SUCCESS\",\"result\":5}|SUCCESSFUL|5|{}",
        "{\"status\":\"SUCCESS\"}|SUCCESSFUL|null|{}",
        "{\"status\":\"SUCCESS\",\"result\":[NaN,-Infinity,1.5]}|SUCCESSFUL|[null,null,1.5]|{}",
        "{\"status\":\"SUCCESS\",\"result\":{\"__type__\":\"uuid\",\"__value__\":"
            + "{\"hex\":\"00000000000000000000000000000005\"}}}"
            + "|SUCCESSFUL|\"00000000-0000-0000-0000-000000000005\"|{}",
        "{\"status\":\"PENDING\"}|ACCEPTED|null|{}",
        "{\"status\":\"RECEIVED\",\"result\":1}|ACCEPTED|null|{}",
        "{\"status\":\"STARTED\",\"result\":{\"pid\":1,\"hostname\":\"w1@vm\"}}"
            + "|RUNNING|null|{\"worker\":\"w1@vm\"}",
        "{\"status\":\"STARTED\",\"result\":{\"pid\":1,\"hostname\":\"w1@vm\"},"
            + "\"meridian\":{\"attempt\":2}}|RUNNING|null|{\"attempt\":2}",
        "{\"status\":\"RETRY\",\"result\":{\"exc_type\":\"E\"},\"traceback\":\"t\"}|RUNNING|null|{}",
        "{\"status\":\"PROGRESS\",\"result\":{\"current\":1,\"total\":3}}"
            + "|RUNNING|{\"percent\":33,\"message\":\"\"}|{}",
        "{\"status\":\"PROGRESS\",\"result\":{\"current\":9,\"total\":3,\"message\":\"m\"}}"
            + "|RUNNING|{\"percent\":100,\"message\":\"m\"}|{}",
        "{\"status\":\"PROGRESS\",\"result\":{\"current\":0,\"total\":0}}"
            + "|RUNNING|{\"current\":0,\"total\":0}|{}",
        "{\"status\":\"DOWNLOADING\",\"result\":{\"rows\":5}}|RUNNING|{\"rows\":5}|{}",
      })
  void decodeTakesEveryState(String document, TaskState state, String value, String report) {
    TaskResult result = CeleryResults.decode(document.getBytes(UTF_8), ID);

    assertThat(result).isEqualTo(result(state, value, report));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2026-11-21T17:50:46.949134, 2026-11-21T17:50:46.949134Z",
        "2026-11-21T17:50:46.949134+00:00, 2026-11-21T17:50:46.949134Z",
        "2026-11-21T19:50:46.949134+02:00, 2026-11-21T17:50:46.949134Z",
        "-, -"
      })
  void decodeTakesEveryDateDone(@Nullable String done, @Nullable Instant finished) {
    ObjectNode document = Json.object().put("status", "SUCCESS").put("date_done", done);
    assertThat(CeleryResults.decode(document, ID).finished()).isEqualTo(finished);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"exc_type\":\"E\",\"exc_message\":[\"boom\",42],\"exc_module\":\"m\"}|E|boom, 42|m",
        "{\"exc_type\":\"E\",\"exc_message\":\"boom\",\"exc_module\":null}|E|boom|-",
        "{\"exc_type\":\"E\",\"exc_message\":[[1],null,\"x\"]}|E|[1], , x|-",
        "{\"exc_type\":\"E\",\"exc_message\":{\"a\":1}}|E|{\"a\":1}|-",
        "{\"exc_type\":\"E\"}|E|``|-",
        "null|Exception|``|-",
      })
  void decodeTakesEveryException(
      String document, String type, String message, @Nullable String module) {
    String failure = "{\"status\":\"FAILURE\",\"traceback\":\"t\",\"result\":" + document + "}";
    assertThat(CeleryResults.decode(failure.getBytes(UTF_8), ID).failure())
        .isEqualTo(new TaskFailure(type, message, module, "t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|result document: an array of 0 (expected: an object)",
        "{}|status: missing (expected: a Celery state)",
        "{\"status\":null}|status: missing (expected: a Celery state)",
        "{\"status\":5}|status: 5 (expected: a string or null)",
        "{\"status\":\"SUCCESS\",\"traceback\":[]}"
            + "|traceback: an array of 0 (expected: a string or null)",
        "{\"status\":\"SUCCESS\",\"date_done\":17}|date_done: 17 (expected: a string or null)",
        "{\"status\":\"SUCCESS\",\"date_done\":\"now\"}|date_done: now (expected: an ISO 8601 date"
            + " and time, as 2026-11-21T17:43:47.940032+00:00)",
        "{\"status\":\"SUCCESS\",\"meridian\":5}|meridian: 5 (expected: an object)",
        "{\"status\":\"SUCCESS\",\"result\":{\"__type__\":\"uuid\",\"__value__\":\"x\"}}"
            + "|tagged uuid: x (expected: 32 hexadecimal digits)",
        "{\"status\":\"FAILURE\",\"result\":\"boom\"}"
            + "|result: \"boom\" (expected: an object {exc_type, exc_message, exc_module})",
        "{\"status\":\"FAILURE\",\"result\":{}}" + "|result exc_type: missing (expected: a string)",
        "{\"status\":\"REVOKED\",\"result\":{\"exc_type\":1}}"
            + "|result exc_type: 1 (expected: a string)",
        "{\"status\":\"FAILURE\",\"result\":{\"exc_type\":\"E\",\"exc_module\":1}}"
            + "|exc_module: 1 (expected: a string or null)",
        "{\"status\"|document: line 1 column 10, Unexpected end-of-input within/between Object"
            + " entries (expected: valid JSON)",
      })
  void decodeRefusesWithTheComplaint(String document, String complaint) {
    assertThatThrownBy(() -> CeleryResults.decode(document.getBytes(UTF_8), ID))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.taskId()).contains("t-1"))
        .hasMessage(complaint);
  }

  @Test
  void decodeNeverChangesTheDocument() {
    String text =
        "{\"status\":\"SUCCESS\",\"result\":[{\"__type__\":\"date\",\"__value__\":\"2024-01-02\"}]}";
    JsonNode document = Json.read(text);

    assertThat(Json.text(CeleryResults.decode(document, ID).value())).isEqualTo("[\"2024-01-02\"]");
    assertThat(Json.text(document)).isEqualTo(text);
  }

  private static TaskResult result(TaskState state, String value, String report) {
    return new TaskResult(ID, state, Json.read(value), null, (ObjectNode) Json.read(report), null);
  }

  private static String text(TaskResult result) {
    return new String(CeleryResults.encode(result), UTF_8);
  }
}
