/// The task message on the wire, which is Celery's protocol 2. Start at
/// [dev.meridian.wire.Envelope].
@NullMarked
package dev.meridian.wire;

import org.jspecify.annotations.NullMarked;
