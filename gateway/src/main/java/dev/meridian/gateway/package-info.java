/// The HTTP face of Meridian: OGC API - Processes with parts, regions and routing explained. Start
/// at [dev.meridian.gateway.Gateway].
///
/// An endpoint is a function from [dev.meridian.gateway.Exchange] to [dev.meridian.gateway.Answer];
/// it may block, as it has a virtual thread of its own. Only [dev.meridian.gateway.JettyServer] and
/// [dev.meridian.gateway.JettyStreams] know the HTTP server.
@NullMarked
package dev.meridian.gateway;

import org.jspecify.annotations.NullMarked;
