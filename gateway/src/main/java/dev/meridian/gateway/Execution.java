package dev.meridian.gateway;

import dev.meridian.client.Submission;

/// An execute document that was read and found valid.
///
/// @param submission what it asks for
/// @param form what the answer is to look like
record Execution(Submission submission, AnswerForm form) {}
