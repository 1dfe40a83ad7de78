package dev.meridian.result;

import java.net.URI;
import java.time.InstantSource;
import java.util.Set;

/// Opens result stores by URL. Found by `ServiceLoader`, so that a program that embeds Meridian
/// chooses its store by a dependency and a URL. Thread-safe.
public interface StoreProvider {
  /// The schemes of the URLs it takes, for example `redis`.
  Set<String> schemes();

  /// A connection to the store, which is made in the background.
  ///
  /// @param clock by which everything expires
  /// @throws dev.meridian.InvalidValueException if the URL cannot be used
  Store connect(URI url, InstantSource clock);
}
