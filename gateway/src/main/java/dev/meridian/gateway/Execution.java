package dev.meridian.gateway;

/// An execute document that was read and found valid.
///
/// @param order what it asks for
/// @param form what the answer is to look like
record Execution(Order order, AnswerForm form) {}
