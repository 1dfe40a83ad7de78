package dev.meridian.result;

import dev.meridian.task.TaskResult;

/// One task's answer inside a request.
///
/// @param sequence its place in the order in which the tasks ended, from 1: the cursor
/// @param index the task's place in the request, from 0
/// @param result its terminal result
public record Part(long sequence, int index, TaskResult result) {}
