/// The one command `meridian`: reads flags, wires the modules together and talks to a gateway.
/// Start at [dev.meridian.cli.Main].
@NullMarked
package dev.meridian.cli;

import org.jspecify.annotations.NullMarked;
