package dev.meridian.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/// The signals that ask a process to end. `sun.misc.Signal` (module `jdk.unsupported`) is what
/// there is to see a second one, as shutdown hooks run once; it is called by reflection because
/// javac warns of it in a way that cannot be suppressed.
final class Signals {
  private Signals() {}

  /// Calls `action` at each SIGTERM and SIGINT, in place of ending the process.
  static void onStop(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object acting =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {handler}, acting(action));
      for (String name : new String[] {"TERM", "INT"}) {
        Object made = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, made, acting);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Signal", e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // that is what equal means for a handler
  private static InvocationHandler acting(Runnable action) {
    return (proxy, method, arguments) ->
        switch (method.getName()) {
          case "handle" -> {
            action.run();
            yield null;
          }
          case "hashCode" -> System.identityHashCode(proxy);
          case "equals" -> proxy == arguments[0];
          default -> "stop";
        };
  }
}
