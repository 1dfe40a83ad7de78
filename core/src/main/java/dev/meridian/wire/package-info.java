/// The wire, which is Celery's: task messages of protocol 2 ([dev.meridian.wire.CeleryCodec]) and
/// result documents ([dev.meridian.wire.CeleryResults]). Start at [dev.meridian.wire.Envelope].
@NullMarked
package dev.meridian.wire;

import org.jspecify.annotations.NullMarked;
