/// What those who write tasks test with: the embedded pair is in `dev.meridian.memory`; here are a
/// clock one sets and a broker one breaks. Start at [dev.meridian.testing.FlakyBroker].
@NullMarked
package dev.meridian.testing;

import org.jspecify.annotations.NullMarked;
