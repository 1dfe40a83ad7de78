package dev.meridian.fence;

import dev.meridian.result.StoreException;
import dev.meridian.track.FenceStore;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A store that a test can take down, and make forget what changed.
final class TroubledFences implements FenceStore {
  volatile boolean down;
  volatile boolean forgetful;
  private final FenceStore store;

  TroubledFences(FenceStore store) {
    this.store = store;
  }

  private FenceStore reached() {
    if (down) {
      throw new StoreException(StoreException.Kind.DOWN, "no fences today", null);
    }
    return store;
  }

  @Override
  public Optional<Kept> put(
      String id, ObjectNode feature, @Nullable Instant expires, OptionalInt expected) {
    return store.put(id, feature, expires, expected);
  }

  @Override
  public boolean remove(String id, OptionalInt expected) {
    return store.remove(id, expected);
  }

  @Override
  public int expire() {
    return reached().expire();
  }

  @Override
  public Optional<Kept> find(String id) {
    return reached().find(id);
  }

  @Override
  public Optional<Kept> latest(String id) {
    return reached().latest(id);
  }

  @Override
  public Set<String> existing(Collection<String> ids) {
    return reached().existing(ids);
  }

  @Override
  public Page page(@Nullable String after, int limit) {
    return reached().page(after, limit);
  }

  @Override
  public long count() {
    return reached().count();
  }

  @Override
  public long revision() {
    return reached().revision();
  }

  @Override
  public Changes changes(long after) {
    Changes changes = reached().changes(after);
    return forgetful && after < changes.revision()
        ? new Changes(false, changes.revision(), changes.changes().subList(0, 0))
        : changes;
  }

  @Override
  public AutoCloseable onChange(Runnable changed) {
    return reached().onChange(changed);
  }
}
