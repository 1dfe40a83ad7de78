package dev.meridian.module;

import dev.meridian.InvalidValueException;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Task types with their handlers, as modules registered them. A handler runs with the context
/// class loader of its module. Closing it closes the modules, and then their jars; no handler may
/// run any more. Thread-safe once it is filled.
public final class TaskModules implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskModules.class);

  private final Set<String> taken;
  private final Map<String, Entry<?, ?>> byName = new LinkedHashMap<>();
  private final List<Loaded> loaded = new ArrayList<>();

  private record Entry<I, O>(String origin, TaskType<I, O> type, TaskHandler<I, O> handler) {
    void register(TaskSink sink) {
      var _ = sink.handle(type, handler);
    }
  }

  private record Loaded(String origin, AutoCloseable part) {}

  TaskModules(Set<String> taken) {
    this.taken = Set.copyOf(taken);
  }

  /// Without any module.
  public static TaskModules none() {
    return new TaskModules(Set.of());
  }

  /// The task types, in the order in which they were registered.
  public List<TaskType<?, ?>> types() {
    List<TaskType<?, ?>> types = new ArrayList<>();
    byName.values().forEach(entry -> types.add(entry.type));
    return types;
  }

  /// Registers everything with a worker.
  ///
  /// @throws InvalidValueException if a name is taken there
  public void registerWith(TaskSink sink) {
    byName.values().forEach(entry -> entry.register(sink));
  }

  /// Adds what a module registers, if all of it can be.
  ///
  /// @param origin the jar or folder it came from, for complaints
  /// @throws InvalidValueException if a name is taken
  void add(String origin, ClassLoader loader, TaskModule module) {
    loaded.add(new Loaded(origin, module));
    module.register(new Sink(origin, loader));
  }

  /// Keeps jars open until it is closed.
  void keep(String origin, ModuleLoader jars) {
    loaded.addFirst(new Loaded(origin, jars));
  }

  private final class Sink implements TaskSink {
    private final String origin;
    private final ClassLoader loader;

    Sink(String origin, ClassLoader loader) {
      this.origin = origin;
      this.loader = loader;
    }

    @Override
    public <I, O> TaskSink handle(TaskType<I, O> type, TaskHandler<I, O> handler) {
      if (taken.contains(type.name())) {
        throw isTaken(type, "Meridian itself");
      }
      var entry = new Entry<>(origin, type, new AtHome<>(loader, handler));
      Entry<?, ?> other = byName.putIfAbsent(type.name(), entry);
      if (other != null) {
        throw isTaken(type, other.origin);
      }
      return this;
    }
  }

  private static InvalidValueException isTaken(TaskType<?, ?> type, String by) {
    return new InvalidValueException("task type", type.name(), "a name not taken by " + by);
  }

  /// A handler that finds its own services and resources wherever a library looks for them by the
  /// thread.
  private record AtHome<I, O>(ClassLoader loader, TaskHandler<I, O> handler)
      implements TaskHandler<I, O> {
    @Override
    public O run(I input, Attempt attempt) throws Exception {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        return handler.run(input, attempt);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  @Override
  public void close() {
    loaded.reversed().forEach(TaskModules::close);
    loaded.clear();
  }

  private static void close(Loaded one) {
    try {
      one.part.close();
    } catch (IOException e) {
      LOG.debug("{}: {}", one.origin, e.getMessage());
    } catch (Exception e) {
      LOG.warn("{}: could not be closed", one.origin, e);
    }
  }
}
