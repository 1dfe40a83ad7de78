/// The durable outbox: messages that were accepted while no broker took them, kept in order until
/// one does. Start at [dev.meridian.outbox.Outbox].
@NullMarked
package dev.meridian.outbox;

import org.jspecify.annotations.NullMarked;
