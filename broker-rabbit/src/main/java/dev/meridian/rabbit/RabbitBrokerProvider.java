package dev.meridian.rabbit;

import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerProvider;
import java.net.URI;
import java.time.InstantSource;
import java.util.Set;

/// Opens `amqp://` and `amqps://` with the standard settings.
public final class RabbitBrokerProvider implements BrokerProvider {
  @Override
  public Set<String> schemes() {
    return Set.of("amqp", "amqps");
  }

  @Override
  public Broker connect(URI url, InstantSource clock) {
    return RabbitBroker.connect(RabbitConfig.defaults(url), clock);
  }
}
