/// Runs tasks of the type `fetch`: calls a configured source, reads its document whatever the
/// format, and shapes the answer. Start at [dev.meridian.fetch.FetchHandler].
///
/// Beside it the tasks of the type `webhook`, which call out under the same guard: start at
/// [dev.meridian.fetch.WebhookHandler].
///
/// Nothing a source sends is trusted: bytes, ratio, nesting, items and time are bounded, XML has no
/// DTD, and only addresses the operator allowed are called (I5, I7, I10).
@NullMarked
package dev.meridian.fetch;

import org.jspecify.annotations.NullMarked;
