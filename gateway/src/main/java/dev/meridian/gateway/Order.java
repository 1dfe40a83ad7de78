package dev.meridian.gateway;

import dev.meridian.canvas.Canvas;
import dev.meridian.client.OnFailure;
import dev.meridian.client.Submission;
import dev.meridian.client.Submission.Options;
import java.time.Duration;

/// What an execution asks for, valid and not accepted yet.
sealed interface Order {
  /// How to do it.
  Options options();

  /// The same with a deadline.
  Order withDeadline(Duration deadline);

  /// Tasks of one type, all at a time.
  record Tasks(Submission submission) implements Order {
    @Override
    public Options options() {
      return submission.options();
    }

    @Override
    public Tasks withDeadline(Duration deadline) {
      return new Tasks(submission.withDeadline(deadline));
    }
  }

  /// Tasks composed.
  record Composed(Canvas canvas, Options options, OnFailure onFailure) implements Order {
    @Override
    public Composed withDeadline(Duration deadline) {
      return new Composed(canvas, options.withDeadline(deadline), onFailure);
    }
  }
}
