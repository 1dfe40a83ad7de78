package dev.meridian.tracking;

import org.junit.jupiter.api.RepeatedTest;

/// The same with more objects, again and again.
final class RandomWalkSoak {
  private static final int OBJECTS = 80;
  private static final int TIMES = 20;

  @RepeatedTest(TIMES)
  void whatIsToldIsWhatTheEngineConcludesInOrder() {
    new RandomWalk(System.nanoTime(), OBJECTS).throughQueues();
  }

  @RepeatedTest(TIMES)
  void workersThatWorkOnTheSameObjectsAtOnceTellEachCrossingOnce() throws InterruptedException {
    new RandomWalk(System.nanoTime(), OBJECTS).throughThreeWorkers();
  }
}
