/// Hops 2 to 5 in one call, for the gateway and for programs that embed Meridian. Start at
/// [dev.meridian.client.TaskClient].
@NullMarked
package dev.meridian.client;

import org.jspecify.annotations.NullMarked;
