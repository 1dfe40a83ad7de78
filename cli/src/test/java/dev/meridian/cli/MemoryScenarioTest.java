package dev.meridian.cli;

/// The scenario in one process, without servers.
final class MemoryScenarioTest extends ScenarioContract {
  @Override
  ScenarioCluster start() {
    return ScenarioCluster.embedded();
  }
}
