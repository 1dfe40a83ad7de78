package dev.meridian.rabbit;

import dev.meridian.broker.Broker;
import dev.meridian.testing.BrokerContract;
import dev.meridian.testing.TestServers;

/// RabbitMQ does what every broker does.
final class RabbitBrokerContractTest extends BrokerContract {
  @Override
  protected Broker connect() {
    return Rig.connected(TestServers.rabbit());
  }
}
