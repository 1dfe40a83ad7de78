/// Hop 3: which region's queue a task goes to, and why. Start at [dev.meridian.route.Router].
@NullMarked
package dev.meridian.route;

import org.jspecify.annotations.NullMarked;
