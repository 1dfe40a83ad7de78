package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.meridian.json.Json;
import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.StoreException;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.testing.ManualClock;
import dev.meridian.testing.ResultStoreContract;
import dev.meridian.testing.StoreFixture;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class MemoryResultStoreTest extends ResultStoreContract {
  private final MemoryResultStore store = new MemoryResultStore(InstantSource.system(), 100_000);

  @Override
  public ResultStore store() {
    return store;
  }

  @Override
  public ResultStore otherStore() {
    return store;
  }

  @Override
  public void writeForeignResult(TaskId task, JsonNode value) {
    var result = TaskResult.successful(task, value, Json.object(), StoreFixture.now());
    store.writeForeign(new TaskRef(task, null, LONG), result);
  }

  @Test
  void oldestResultsGoWhenThereAreTooMany() {
    var small = new MemoryResultStore(InstantSource.system(), 3);
    RequestRecord request = StoreFixture.request("t", 3, 1, LONG, LONG);
    small.create(request);
    for (int n = 0; n < 3; n++) {
      TaskRef task = StoreFixture.task(request, n);
      small.complete(task, StoreFixture.success(task, n));
    }
    TaskRef other = StoreFixture.loneTask();
    small.complete(other, StoreFixture.success(other, 1));
    assertThat(small.find(request.taskIds().getFirst())).isEmpty();
    assertThat(small.parts(request.id(), 0, 10)).extracting(Part::sequence).containsExactly(2L, 3L);
    assertThat(small.find(other.id())).isPresent();
  }

  @Test
  void resultsOfRequestUnderWayStayWhenThereAreTooMany() {
    var small = new MemoryResultStore(InstantSource.system(), 3);
    RequestRecord request = StoreFixture.request("t", 2, 1, LONG, LONG);
    small.create(request);
    small.complete(
        StoreFixture.task(request, 0), StoreFixture.success(StoreFixture.task(request, 0), 1));
    for (int n = 0; n < 4; n++) {
      TaskRef other = StoreFixture.loneTask();
      small.complete(other, StoreFixture.success(other, n));
    }
    assertThat(small.parts(request.id(), 0, 10)).extracting(Part::sequence).containsExactly(1L);
    small.complete(
        StoreFixture.task(request, 1), StoreFixture.success(StoreFixture.task(request, 1), 2));
    assertThat(small.findAll(request.taskIds())).hasSize(2);
  }

  @Test
  void requestsUnderWayAreNeverDroppedForNewOnes() {
    var small = new MemoryResultStore(InstantSource.system(), 3);
    RequestRecord first = StoreFixture.request("t", 2, 1, LONG, LONG);
    small.create(first);
    RequestRecord tooMuch = StoreFixture.request("t", 2, 1, LONG, LONG);
    assertThatThrownBy(() -> small.create(tooMuch))
        .asInstanceOf(throwable(StoreException.class))
        .extracting(StoreException::kind)
        .isEqualTo(StoreException.Kind.REFUSED);
    small.cancel(first.id());
    small.create(tooMuch);
    small.cancel(tooMuch.id());
    assertThat(small.status(tooMuch.id())).isPresent();
    assertThat(small.status(first.id())).isEmpty();
  }

  @Test
  void requestThatNeverEndsGoesInTheEnd() {
    var clock = new ManualClock(Instant.now());
    var store = new MemoryResultStore(clock, 10);
    Duration ttl = Duration.ofMinutes(1);
    RequestRecord request = StoreFixture.request("t", 2, 1, ttl, ttl);
    store.create(request);
    TaskRef task = StoreFixture.task(request, 0);
    store.complete(task, StoreFixture.success(task, 1));
    clock.set(request.deadline().plus(ttl).plus(ttl).minusSeconds(1));
    assertThat(store.status(request.id())).isPresent();
    assertThat(store.parts(request.id(), 0, 10)).hasSize(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(store.status(request.id())).isEmpty();
    assertThat(store.find(task.id())).isEmpty();
  }
}
