package dev.meridian.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The configuration of a file that may change while it is used. Thread-safe: readers see the old
/// or the new configuration as a whole, and never wait.
///
/// It never looks by itself: whoever owns it calls [#reload()], from a timer or on a signal.
public final class ReloadingConfiguration {
  private final RegionsFile reader;
  private final Path path;

  /// Of the file last looked at, be it broken or not; null if there was none. Guarded by `this`.
  private @Nullable Stamp seen;

  private volatile Configuration current;

  /// Tells one state of a file from another: a file replaced by renaming has another key.
  private record Stamp(FileTime modified, long size, String key) {
    static @Nullable Stamp of(Path path) {
      try {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        String key = String.valueOf(attributes.fileKey());
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), key);
      } catch (IOException _) {
        return null;
      }
    }
  }

  /// The configuration of this file, read now.
  ///
  /// @throws ConfigurationException if it is broken
  public ReloadingConfiguration(RegionsFile reader, Path path) {
    this.reader = reader;
    this.path = path;
    this.seen = Stamp.of(path);
    this.current = reader.read(path);
  }

  /// The configuration of the last file that was not broken.
  public Configuration current() {
    return current;
  }

  /// Reads the file if its modification time, size or identity changed since it was last looked at.
  /// So a broken file is complained of once, and again only after it changed.
  public synchronized Reload reload() {
    Stamp now = Stamp.of(path);
    if (Objects.equals(now, seen)) {
      return new Reload.Unchanged();
    }
    seen = now;
    try {
      current = reader.read(path);
      return new Reload.Replaced(current);
    } catch (ConfigurationException e) {
      return new Reload.Refused(e.complaints());
    }
  }
}
