package dev.meridian.tracking;

import org.junit.jupiter.api.Test;

final class RandomWalkTest {
  private static final int OBJECTS = 30;

  @Test
  void whatIsToldIsWhatTheEngineConcludesInOrder() {
    new RandomWalk(System.nanoTime(), OBJECTS).throughQueues();
  }

  @Test
  void workersThatWorkOnTheSameObjectsAtOnceTellEachCrossingOnce() throws InterruptedException {
    new RandomWalk(System.nanoTime(), OBJECTS).throughThreeWorkers();
  }
}
