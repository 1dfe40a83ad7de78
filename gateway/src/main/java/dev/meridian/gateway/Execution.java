package dev.meridian.gateway;

import dev.meridian.client.PlannedTask;
import dev.meridian.client.Submission.Options;
import java.util.List;

/// An execute document that was read and found valid.
///
/// @param type the name of the task type
/// @param tasks what it becomes
/// @param options how it is to be done
/// @param form what the answer is to look like
record Execution(String type, List<PlannedTask> tasks, Options options, AnswerForm form) {}
