package dev.meridian.broker;

import java.net.URI;
import java.time.InstantSource;
import java.util.Set;

/// Opens brokers by URL. Found by `ServiceLoader`, so that a program that embeds Meridian chooses
/// its broker by a dependency and a URL. Thread-safe.
public interface BrokerProvider {
  /// The schemes of the URLs it takes, for example `amqp`.
  Set<String> schemes();

  /// A connection to the broker, which is made in the background.
  ///
  /// @param clock by which delays are measured
  /// @throws dev.meridian.InvalidValueException if the URL cannot be used
  Broker connect(URI url, InstantSource clock);
}
