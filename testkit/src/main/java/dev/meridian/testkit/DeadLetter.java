package dev.meridian.testkit;

/// A message that no worker could use.
///
/// @param task the id of its task, as far as it could be read
/// @param reason why
public record DeadLetter(String task, String reason) {}
