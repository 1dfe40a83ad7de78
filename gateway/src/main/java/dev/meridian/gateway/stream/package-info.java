/// The delivery of crossings to clients: who wants what, the one reader of the log, and the bounded
/// queue of each client. Knows neither HTTP nor the server. Start at
/// [dev.meridian.gateway.stream.Delivery].
@NullMarked
package dev.meridian.gateway.stream;

import org.jspecify.annotations.NullMarked;
