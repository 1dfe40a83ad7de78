package dev.meridian.testing;

import static dev.meridian.testing.StoreFixture.attempt;
import static dev.meridian.testing.StoreFixture.success;
import static dev.meridian.testing.StoreFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Admission;
import dev.meridian.result.RequestFilter;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is kept for how long, and which requests are listed.
interface ExpiryContract extends StoreFixture {
  /// A short time to live.
  Duration SHORT = Duration.ofMillis(1_200);

  @Test
  default void resultsExpireAndLeaveATombstoneThatExpiresToo() {
    RequestRecord request =
        recorded(StoreFixture.request("contract.short", 2, 1, SHORT, Duration.ofMillis(2_500)));
    succeed(request, 0);
    fail(request, 1);
    RequestStatus status = statusOf(request);
    assertThat(status.gone()).isFalse();
    assertThat(store().findAll(request.taskIds())).hasSize(2);
    Instant expires = Objects.requireNonNull(status.expires());
    Await.until("the results are gone", () -> statusOf(request).gone());
    assertThat(Instant.now()).isBetween(expires.minusMillis(50), expires.plusSeconds(2));
    assertThat(store().findAll(request.taskIds())).isEmpty();
    assertThat(store().parts(request.id(), 0, 10)).isEmpty();
    RequestStatus tombstone = otherStore().status(request.id()).orElseThrow();
    assertThat(tombstone.request()).isEqualTo(request);
    assertThat(tombstone.state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(tombstone.finished()).isEqualTo(status.finished());
    assertThat(store().begin(task(request, 0), attempt(2))).isNotEqualTo(Admission.RUN);
    Await.until("nothing is known", () -> store().status(request.id()).isEmpty());
    assertThat(Instant.now()).isAfter(expires.plusMillis(2_400));
    assertThat(store().begin(task(request, 0), attempt(2))).isEqualTo(Admission.UNKNOWN_REQUEST);
  }

  @Test
  default void lifeOfAllResultsIsCountedFromTheLastOne() {
    RequestRecord request =
        recorded(StoreFixture.request("contract.short", 2, 1, SHORT, Duration.ofSeconds(5)));
    long started = System.nanoTime();
    succeed(request, 0);
    Await.holds("it is kept", Duration.ofMillis(1_500), () -> found(task(request, 0)));
    succeed(request, 1);
    Await.holds("both are kept", Duration.ofMillis(800), () -> found(task(request, 0)));
    assertThat(System.nanoTime() - started).isGreaterThan(SHORT.toNanos());
    assertThat(store().parts(request.id(), 0, 10)).hasSize(2);
    Await.until("both are gone", () -> store().findAll(request.taskIds()).isEmpty());
  }

  @Test
  default void resultOfNoRequestExpires() {
    var task = new TaskRef(IDS.nextTask(), null, SHORT);
    store().complete(task, success(task, 1));
    assertThat(found(task)).isTrue();
    Await.until("it is gone", Duration.ofSeconds(4), () -> !found(task));
  }

  @Test
  default void requestsAreListedNewestFirst() {
    String type = "contract." + UUID.randomUUID();
    Instant first = StoreFixture.now().minusSeconds(100);
    List<RequestRecord> requests =
        List.of(0, 1, 2, 3).stream()
            .map(n -> recorded(createdAt(type, first.plusSeconds(n))))
            .toList();
    succeed(requests.get(0), 0);
    fail(requests.get(1), 0);
    store().begin(task(requests.get(2), 0), attempt(1));
    assertThat(list(type, Set.of(), null, null, 10)).isEqualTo(requests.reversed());
    assertThat(list(type, Set.of(), null, null, 2)).isEqualTo(requests.reversed().subList(0, 2));
    assertThat(list(type, Set.of(TaskState.SUCCESSFUL, TaskState.FAILED), null, null, 10))
        .containsExactly(requests.get(1), requests.get(0));
    assertThat(list(type, Set.of(TaskState.RUNNING), null, null, 1))
        .containsExactly(requests.get(2));
    assertThat(list(type, Set.of(), first.plusSeconds(1), first.plusSeconds(2), 10))
        .containsExactly(requests.get(2), requests.get(1));
    assertThat(list("contract.none", Set.of(), null, null, 10)).isEmpty();
  }

  @Test
  default void newestRequestsAreListedWithTheirStatus() {
    RequestRecord older = recorded(1);
    RequestRecord newer = recorded(createdAt("contract.x", older.created().plusMillis(5)));
    succeed(newer, 0);
    List<RequestStatus> listed = otherStore().list(RequestFilter.newest(2));
    assertThat(listed).extracting(RequestStatus::request).containsExactly(newer, older);
    assertThat(listed).first().isEqualTo(statusOf(newer));
    store().discard(newer.id());
    assertThat(store().list(RequestFilter.newest(1)).getFirst().request()).isEqualTo(older);
  }

  private boolean found(TaskRef task) {
    return store().find(task.id()).isPresent();
  }

  private List<RequestRecord> list(
      String type,
      Set<TaskState> states,
      @org.jspecify.annotations.Nullable Instant from,
      @org.jspecify.annotations.Nullable Instant to,
      int limit) {
    var filter =
        new RequestFilter(
            Set.of(type), states, Optional.ofNullable(from), Optional.ofNullable(to), limit);
    return store().list(filter).stream().map(RequestStatus::request).toList();
  }

  private static RequestRecord createdAt(String type, Instant created) {
    RequestRecord now = StoreFixture.request(type, 1, 1, LONG, LONG);
    return new RequestRecord(
        now.id(), type, created, now.deadline(), LONG, LONG, now.minSuccess(), now.tasks());
  }
}
