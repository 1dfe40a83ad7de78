/// Whether and when a failed attempt is tried again. Start at [dev.meridian.retry.RetryPolicy].
@NullMarked
package dev.meridian.retry;

import org.jspecify.annotations.NullMarked;
