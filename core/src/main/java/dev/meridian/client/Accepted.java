package dev.meridian.client;

import dev.meridian.result.RequestRecord;

/// What came of a submission that was accepted (I1).
///
/// @param request what answers it
/// @param earlier whether that was made before, by another submission with the same [Unique] key
public record Accepted(RequestRecord request, boolean earlier) {}
