package dev.meridian.module;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The classes of one module: its own first, so that two modules may use different versions of a
/// library, then Meridian's. Only what handlers and Meridian hand to each other is always
/// Meridian's: its own API, Jackson, JTS, and the logging API. Thread-safe.
final class ModuleLoader extends URLClassLoader {
  private static final List<String> SHARED =
      List.of(
          "dev.meridian.",
          "tools.jackson.",
          "com.fasterxml.jackson.annotation.",
          "org.locationtech.jts.",
          "org.jspecify.",
          "org.slf4j.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader meridian;

  ModuleLoader(String name, URL[] jars, ClassLoader meridian) {
    super(name, jars, meridian);
    this.meridian = meridian;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (SHARED.stream().anyMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        loaded = ownOrParents(name);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private Class<?> ownOrParents(String name) throws ClassNotFoundException {
    try {
      return getPlatformClassLoader().loadClass(name);
    } catch (ClassNotFoundException _) {
      // Not a class of the JDK, which nobody may replace.
    }
    try {
      return findClass(name);
    } catch (ClassNotFoundException _) {
      return super.loadClass(name, false);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    all.addAll(Collections.list(meridian.getResources(name)));
    return Collections.enumeration(all);
  }
}
